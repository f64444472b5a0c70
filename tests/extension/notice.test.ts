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
  pictureless: [] as string[],
  skeletons: [] as string[],
  unmasked: [] as string[],
  verbatim: [] as { site: string; field: string; purpose: string }[],
  exceptions: [] as string[],
  inbound: [] as string[],
  personal: [] as string[],
  hours: null,
  regions: null,
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
  assert.doesNotMatch(
    paragraphs(NOTICE).join("\n"),
    /No wording|the same for everybody|test systems/,
  );
});

test("the notice names every field whose text is recorded, and its purpose", () => {
  const verbatim = [{ site: "https://crm.example/*", field: "#order", purpose: "Find orders." }];
  const text = paragraphs({ ...NOTICE, verbatim }).join("\n");
  assert.match(
    text,
    /field #order on https:\/\/crm\.example.* word for word\. Purpose: Find orders/,
  );
  assert.match(text, /Never recorded, but for the fields named above: what you type/);
  assert.match(paragraphs(NOTICE).join("\n"), /Never recorded: what you type/);
});

test("the notice says what pictures show where, and when is recorded", () => {
  const text = paragraphs({
    ...NOTICE,
    pictureless: ["https://a.example/*"],
    skeletons: ["https://b.example/*"],
    unmasked: ["https://c.example/*"],
    hours: { days: [2, 1], start: "08:00", end: "18:00" },
    regions: ["Europe/*"],
  }).join("\n");
  assert.match(text, /No pictures are taken of: https:\/\/a/);
  assert.match(text, /nothing but drawn boxes on: https:\/\/b/);
  assert.match(text, /On https:\/\/c\.example\/\* pictures show ordinary text/);
  assert.match(text, /Recorded only: Monday, Tuesday, 08:00 to 18:00\./);
  assert.match(text, /set to: Europe\/\*/);
});

test("the notice says the same of exceptions, of the words of others and of hours in German", () => {
  const more = {
    ...NOTICE,
    unmasked: ["https://c.example/*"],
    verbatim: [{ site: "https://crm.example/*", field: "#order", purpose: "Find orders." }],
    exceptions: ["DPIA-7"],
    inbound: ["https://mail.example/*"],
    personal: ["https://gmx.example/*"],
    hours: { days: [1], start: "08:00", end: "18:00" },
    regions: ["Europe/*"],
  };
  const text = paragraphs(more).join("\n");
  assert.match(text, /further than usual: DPIA-7/);
  assert.match(text, /On https:\/\/mail\.example\/\* others write/);
  assert.match(text, /Private accounts are on: https:\/\/gmx\.example/);
  const inGerman = inWords(more, sayFrom(german)).join("\n");
  assert.match(inGerman, /in das Feld #order schreiben, wird Wort für Wort/);
  assert.match(inGerman, /Aufgezeichnet wird nur: Montag, 08:00 bis 18:00 Uhr/);
  assert.match(inGerman, /DPIA-7/);
  assert.match(inGerman, /mail\.example\/\* schreiben andere/);
  assert.match(inGerman, /eingestellt ist auf: Europe/);
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
