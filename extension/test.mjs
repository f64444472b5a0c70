// Bundle the tests of the pure files and run them with Node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const source = "../tests/extension";
const tests = readdirSync(source).filter((name) => name.endsWith(".test.ts"));
const out = mkdtempSync(join(tmpdir(), "workglass-tests-"));
try {
  await build({
    entryPoints: tests.map((name) => join(source, name)),
    outdir: out,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
  });
  const files = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status;
} finally {
  rmSync(out, { recursive: true });
}
