import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isAllowed,
  levelOf,
  matchPattern,
  parseSite,
  pathTemplate,
  picturesOf,
  sitesOf,
  verbatimOf,
} from "../../extension/src/shared/sites.ts";
import type { Site } from "../../extension/src/shared/wire.ts";
import vectors from "../vectors/sites/addresses.json";

const PLAIN = {
  content: "own" as const,
  pictures: "masked" as const,
  exception: null,
  verbatim: [],
};

const named = (sites: { match: string; deny: string[] }[]) =>
  sites.map((site, number) => ({
    id: `s${number}`,
    level: "labels" as const,
    lists: [],
    ...PLAIN,
    ...site,
  }));

for (const item of vectors.cases) {
  test(`${item.origin}${item.path} is ${item.allowed ? "allowed" : "not allowed"}`, () => {
    assert.equal(isAllowed(named(item.sites), item.origin, item.path), item.allowed);
  });
}

for (const { sites, origin, path, level } of vectors.levels) {
  test(`the level of ${origin}${path} under ${JSON.stringify(sites)} is ${level}`, () => {
    const given = sites.map(([match = "", level]) => ({
      id: "s",
      match,
      deny: [],
      level: level as Site["level"],
      lists: [],
      ...PLAIN,
    }));
    assert.equal(levelOf(given, origin, path), level);
  });
}

for (const pattern of vectors.bad_patterns) {
  test(`the pattern ${JSON.stringify(pattern)} allows nothing`, () => {
    const sites = named([{ match: pattern, deny: [] }]);
    for (const origin of ["https://corp.example", "https://bücher.example", "https://a.test"]) {
      assert.equal(isAllowed(sites, origin, "/a"), false);
    }
  });
}

for (const { path, deny, template } of vectors.templates) {
  test(`the template of ${path} with denials [${deny}] is ${template}`, () => {
    const sites = named([{ match: "https://corp.example/*", deny }]);
    assert.equal(pathTemplate(path, sites), template);
  });
}

test("a denied path is denied by its template as well", () => {
  for (const { path, deny } of vectors.templates) {
    if (deny.length === 0 || deny[0] === "/team4521/*") continue;
    const sites = named([{ match: "https://corp.example/*", deny }]);
    assert.equal(isAllowed(sites, "https://corp.example", pathTemplate(path, sites)), false, path);
  }
});

test("content scripts are registered with the port spelled out", () => {
  const pattern = (match: string) => matchPattern(named([{ match, deny: [] }])[0] as Site);
  assert.equal(pattern("https://corp.example/app/*"), "https://corp.example:443/*");
  assert.equal(pattern("http://127.0.0.1:8000/*"), "http://127.0.0.1:8000/*");
  assert.equal(pattern("https://*.corp.example/*"), "https://*.corp.example:443/*");
  assert.equal(pattern("nonsense"), null);
});

test("only the sites of an origin are handed to its pages", () => {
  const sites = named([
    { match: "https://a.example/*", deny: [] },
    { match: "https://b.example/*", deny: ["/secret-project/*"] },
  ]);
  assert.deepEqual(
    sitesOf(sites, "https://a.example").map((site) => site.id),
    ["s0"],
  );
});

test("a pattern without a port means the scheme's own", () => {
  assert.equal(parseSite("https://corp.example/*")?.port, 443);
  assert.equal(parseSite("http://corp.example/*")?.port, 80);
});

test("whose words a site shows bounds its level and its pictures", () => {
  const site = (content: Site["content"]): Site[] => [
    {
      id: "s",
      match: "https://corp.example/*",
      deny: [],
      level: "text",
      lists: [],
      content,
      pictures: "fields",
      exception: "DPIA-7",
      verbatim: [{ field: "#order", purpose: "x" }],
    },
  ];
  const bounds = (content: Site["content"]) => [
    levelOf(site(content), "https://corp.example", "/a"),
    picturesOf(site(content), "https://corp.example", "/a"),
    verbatimOf(site(content), "https://corp.example", "/a").length,
  ];
  assert.deepEqual(bounds("own"), ["text", "fields", 1]);
  assert.deepEqual(bounds("inbound"), ["labels", "masked", 0]);
  assert.deepEqual(bounds("personal"), ["outline", "skeleton", 0]);
  assert.equal(picturesOf(site("own"), "https://other.example", "/a"), "none");
});

test("of several entries the strictest counts, and all must name a field", () => {
  const [wide] = named([{ match: "https://corp.example/*", deny: [] }]);
  const [narrow] = named([{ match: "https://corp.example/pay/*", deny: [] }]);
  if (wide === undefined || narrow === undefined) throw new Error("no sites");
  const field = { field: "#order", purpose: "x" };
  const sites: Site[] = [
    { ...wide, pictures: "fields", exception: "DPIA-7", verbatim: [field] },
    { ...narrow, pictures: "skeleton" },
  ];
  assert.equal(picturesOf(sites, "https://corp.example", "/pay/{}"), "skeleton");
  assert.equal(picturesOf(sites, "https://corp.example", "/orders"), "fields");
  assert.deepEqual(verbatimOf(sites, "https://corp.example", "/pay/{}"), []);
  assert.deepEqual(verbatimOf(sites, "https://corp.example", "/orders"), ["#order"]);
});
