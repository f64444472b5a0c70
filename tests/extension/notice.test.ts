import assert from "node:assert/strict";
import { test } from "node:test";
import english from "../../extension/_locales/en/messages.json";
import german from "../../extension/_locales/de/messages.json";
import { paragraphs as inWords } from "../../extension/src/notice/wording.ts";
import { sayFrom } from "./words.ts";

const paragraphs = (notice: Parameters<typeof inWords>[0]): string[] =>
  inWords(notice, sayFrom(english));

const NOTICE = {
  version: 1,
  organisation: "Acme",
  contact: "works council",
  purpose: "Teach agents.",
  sites: ["https://crm.example/*"],
  wordless: [] as string[],
  texts: [] as string[],
  lists: false,
  retentionDays: 30,
  screenshots: true,
  pointerPath: false,
  jurisdiction: "general" as const,
  recipients: ["security", "recovery"],
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

test("the notice says where more or less wording is recorded", () => {
  const text = paragraphs({
    ...NOTICE,
    wordless: ["https://hr.example/*"],
    texts: ["https://test.example/*"],
    lists: true,
  }).join("\n");
  assert.match(text, /No wording at all: https:\/\/hr\.example/);
  assert.match(text, /On https:\/\/test\.example.* wording of lists, tables and headings/);
  assert.match(text, /lists that are the same for everybody/);
  assert.doesNotMatch(paragraphs(NOTICE).join("\n"), /No wording|the same for everybody|test systems/);
});

test("the notice carries the text of the law that the policy names, in the person's language", () => {
  const inGerman = inWords({ ...NOTICE, jurisdiction: "DE" }, sayFrom(german)).join("\n");
  assert.match(inGerman, /Artikel 13 DSGVO/);
  assert.match(inGerman, /Nie aufgezeichnet/);
  assert.match(paragraphs({ ...NOTICE, jurisdiction: "US-NY" }).join("\n"), /section 52-c/);
});

test("the notice says that the ring can be read on this device, and that there is a pause", () => {
  const text = paragraphs(NOTICE).join("\n");
  assert.match(text, /whoever sits at this computer then can read them/);
  assert.match(text, /how long it was is not recorded/);
});
