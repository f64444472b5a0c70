// Bundle every page of widgets into a directory: node build.mjs OUT [FROM], where FROM holds
// `widgets`, and `pages` for those that are more than a script.

import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
const from = process.argv[3] ?? ".";
if (out === undefined) throw new Error("Say where to.");
const shared = new Set(["truth", "react_page", "place_widget", "global_jquery", "keep", "page"]);
const entries = (await readdir(join(from, "widgets"))).filter(
  (file) => !shared.has(parse(file).name),
);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: entries.map((file) => join(from, "widgets", file)),
  outdir: out,
  bundle: true,
  format: "iife",
  target: "chrome137",
  jsx: "automatic",
  minify: true,
  legalComments: "none",
  logLevel: "error",
  define: {
    "process.env.NODE_ENV": '"production"',
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  loader: {
    ".gif": "dataurl",
    ".png": "dataurl",
    ".svg": "dataurl",
    ".eot": "empty",
    ".ttf": "empty",
    ".woff": "empty",
    ".woff2": "empty",
  },
});
await cp("widgets/page.css", `${out}/page.css`);
const pages = join(from, "pages");
if (existsSync(pages)) await cp(pages, out, { recursive: true });
const styled = new Set((await readdir(out)).filter((file) => file.endsWith(".css")));
for (const { name } of entries.map(parse)) {
  if (existsSync(join(pages, `${name}.html`))) continue;
  const links = ["page.css", `${name}.css`].filter((file) => styled.has(file));
  await writeFile(
    `${out}/${name}.html`,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
${links.map((file) => `<link rel="stylesheet" href="/${file}">`).join("\n")}
<main></main><p id="elsewhere">Nothing here.</p>
<script src="/${name}.js"></script>
`,
  );
}
