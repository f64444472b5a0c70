import assert from "node:assert/strict";
import { test } from "node:test";
import { paragraphs } from "../../extension/src/notice/wording.ts";

const NOTICE = {
  version: 1,
  organisation: "Acme",
  contact: "works council",
  purpose: "Teach agents.",
  sites: ["https://crm.example/*"],
  retentionDays: 30,
  screenshots: true,
  pointerPath: false,
  collector: null,
};

test("the notice names the computer that sealed records are sent to", () => {
  const text = paragraphs({ ...NOTICE, collector: "collect.example:8443" }).join("\n");
  assert.match(text, /sent to the collector at collect\.example:8443/);
});

test("without a collector the notice says that nothing is sent", () => {
  assert.match(paragraphs(NOTICE).join("\n"), /not sent anywhere/);
});

test("the notice says whether pictures are taken", () => {
  assert.match(paragraphs(NOTICE).join("\n"), /Pictures of these pages are taken/);
  assert.match(paragraphs({ ...NOTICE, screenshots: false }).join("\n"), /No pictures are taken/);
});

test("the notice says if the way of the mouse is recorded", () => {
  assert.doesNotMatch(paragraphs(NOTICE).join("\n"), /way of the mouse/);
  assert.match(paragraphs({ ...NOTICE, pointerPath: true }).join("\n"), /way of the mouse/);
});
