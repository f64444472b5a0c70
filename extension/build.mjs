// Build the extension into dist/chromium and dist/firefox: bundled, not minified, and byte-identical
// every time. What runs is the same source; the manifests differ, and target gives each its syntax.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

/** The first Firefox that it was tried in; the id is replaced by the organisation's own when packed. */
const GECKO = {
  id: "workglass@workglass.example",
  strict_min_version: "153.0",
  // Asked by Firefox where somebody installs it by hand; a policy answers for its organisation.
  data_collection_permissions: {
    required: ["browsingActivity", "websiteActivity", "websiteContent"],
  },
};
const TARGETS = { chromium: "chrome137", firefox: "firefox153" };

const manifest = JSON.parse(await readFile("manifest.json", "utf8"));
const packaged = JSON.parse(await readFile("package.json", "utf8")).version;
if (manifest.version !== packaged) {
  throw new Error(`manifest.json is ${manifest.version}, package.json ${packaged}`);
}
for (const [browser, target] of Object.entries(TARGETS)) {
  await buildFor(`dist/${browser}`, target);
  await writeFile(
    `dist/${browser}/manifest.json`,
    `${JSON.stringify(browser === "firefox" ? ofFirefox(manifest) : manifest, null, 2)}\n`,
  );
}

/**
 * Firefox has an event page where Chromium has a service worker, knows of no schema, and would put
 * the icon out of sight.
 */
function ofFirefox({ minimum_chrome_version, storage, background, action, ...same }) {
  return {
    ...same,
    action: { ...action, default_area: "navbar" },
    background: { scripts: [background.service_worker] },
    browser_specific_settings: { gecko: GECKO },
  };
}

async function buildFor(out, target) {
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
    target,
    charset: "utf8",
    legalComments: "none",
  });
  for (const name of ["managed_schema.json", "icons", "_locales"]) {
    if (out.endsWith("firefox") && name === "managed_schema.json") continue;
    await cp(name, `${out}/${name}`, { recursive: true });
  }
  await cp("src/shared/page.css", `${out}/page.css`);
  for (const name of ["notice", "popup", "mydata"]) {
    await cp(`src/${name}/${name}.html`, `${out}/${name}.html`);
  }
}
