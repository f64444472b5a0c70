// Build the extension into dist/chromium: bundled, not minified, and byte-identical every time.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = "dist/chromium";
const version = JSON.parse(await readFile("manifest.json", "utf8")).version;
const packaged = JSON.parse(await readFile("package.json", "utf8")).version;
if (version !== packaged) throw new Error(`manifest.json is ${version}, package.json ${packaged}`);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: {
    background: "src/background/main.ts",
    content: "src/content/main.ts",
    notice: "src/notice/notice.ts",
    popup: "src/popup/popup.ts",
    mydata: "src/mydata/mydata.ts",
  },
  outdir: out,
  bundle: true,
  format: "iife",
  target: "chrome137",
  charset: "utf8",
  legalComments: "none",
});
for (const name of ["managed_schema.json", "icons", "_locales"]) {
  await cp(name, `${out}/${name}`, { recursive: true });
}
await cp("src/shared/page.css", `${out}/page.css`);
for (const name of ["notice", "popup", "mydata"]) {
  await cp(`src/${name}/${name}.html`, `${out}/${name}.html`);
}
const manifest = JSON.parse(await readFile("manifest.json", "utf8"));
await writeFile(`${out}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
