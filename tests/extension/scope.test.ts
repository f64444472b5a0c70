import assert from "node:assert/strict";
import { test } from "node:test";
import { compareScopes, scopeOf } from "../../extension/src/background/scope.ts";
import type { Policy } from "../../extension/src/shared/wire.ts";
import vectors from "../vectors/scope/changes.json";

const policy = (changes: object) => ({ ...vectors.base, ...changes }) as unknown as Policy;

for (const { name, before, after, changes } of vectors.cases) {
  test(`the tools of the administrator and the notice agree about ${name}`, () => {
    assert.deepEqual(compareScopes(scopeOf(policy(before)), scopeOf(policy(after))), changes);
  });
}
