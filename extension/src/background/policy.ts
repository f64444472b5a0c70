// The signed policy as the extension sees it: one string of managed storage.
//
// The extension cannot know which key its organisation signs with; the host does, and compares.
// Here the signature is checked with the key that the text itself names, so that a policy that is
// unsigned, cut short or edited is refused before the host is asked.

import { fromBase64, sha256 } from "../shared/identifiers.ts";
import { findFault, type Schema } from "../shared/schema.ts";
import { POLICY_SCHEMA, type Policy } from "../shared/wire.ts";

export type PolicyState =
  | { kind: "missing" }
  | { kind: "invalid"; sentence: string }
  | { kind: "valid"; policy: Policy; digest: string };

const FIRST_LINE = /^workglass-policy 1 ([A-Za-z0-9+/]{43}=) ([A-Za-z0-9+/]{86}==)$/;
const CONTEXT = "workglass/v1/policy\0";

/** Read the value of managed storage. `seenVersion` is the highest version met before. */
export async function readPolicy(value: unknown, seenVersion: number): Promise<PolicyState> {
  if (value === undefined || value === null) return { kind: "missing" };
  if (typeof value !== "string" || value.trim() === "") {
    return invalid(
      "The policy in managed storage is empty; set its key `policy` to the signed text.",
    );
  }
  const newline = value.indexOf("\n");
  const first = FIRST_LINE.exec(newline < 0 ? value : value.slice(0, newline));
  if (first === null || newline < 0) {
    return invalid("The policy has no signature line; sign it with `workglass policy sign`.");
  }
  const document = value.slice(newline + 1).replace(/\n$/, "");
  const [, key = "", signature = ""] = first;
  if (!(await verifies(key, signature, document))) {
    return invalid("The policy's signature does not fit its text; sign it again.");
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return invalid("The policy is not JSON; sign it again.");
  }
  const fault = findFault(POLICY_SCHEMA as unknown as Schema, parsed);
  if (fault !== null) return invalid(`The policy is wrong: ${fault}.`);
  const policy = parsed as Policy;
  if (policy.version < seenVersion) {
    return invalid(
      `The browser has policy version ${policy.version}, but version ${seenVersion} was in force before; the browser is behind.`,
    );
  }
  return { kind: "valid", policy, digest: await sha256(new TextEncoder().encode(document)) };
}

function invalid(sentence: string): PolicyState {
  return { kind: "invalid", sentence };
}

async function verifies(key: string, signature: string, document: string): Promise<boolean> {
  try {
    const publicKey = await crypto.subtle.importKey("raw", fromBase64(key), "Ed25519", false, [
      "verify",
    ]);
    const message = new TextEncoder().encode(CONTEXT + document);
    return await crypto.subtle.verify("Ed25519", publicKey, fromBase64(signature), message);
  } catch {
    return false;
  }
}
