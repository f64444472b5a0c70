// node main.mjs <vector>...: verify the segments in vector files and print what was found, as JSON.
//
// Of a vector only its keys and containers are read, never what it expects.

import { readFileSync } from "node:fs";
import { SUITES } from "./hpke.mjs";
import { hash } from "./primitives.mjs";
import { Store } from "./store.mjs";

function readKey({ suite: name, seed }) {
  const suite = Object.values(SUITES).find((each) => each.name === name);
  const bytes = Uint8Array.from(Buffer.from(seed, "hex"));
  return { id: hash(suite.publicKey(bytes)).subarray(0, 8), seed: bytes };
}

function read(path) {
  const { keys, containers, delivered } = JSON.parse(readFileSync(path, "utf-8"));
  const decoded = containers.map((each) => Uint8Array.from(Buffer.from(each, "base64")));
  return new Store(keys.map(readKey)).verify(decoded, delivered);
}

const found = process.argv.slice(2).map((path) => [path, read(path)]);
process.stdout.write(`${JSON.stringify(Object.fromEntries(found), null, 1)}\n`);
