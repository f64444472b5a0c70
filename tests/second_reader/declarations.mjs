// What may be recorded: the definitions of wire.schema.json, as far as JSON Schema is used there.

import { readFileSync } from "node:fs";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../native_host/wire.schema.json", import.meta.url), "utf-8"),
);
const ANNOTATIONS = [
  "$ref",
  "description",
  "discriminator",
  "kept",
  "level",
  "privacy",
  "title",
  "unit",
];
const TYPES = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: Number.isFinite,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  string: (value) => typeof value === "string",
};
// Lengths count characters, as Unicode does.
const length = (value) => [...value].length;
const KEYWORDS = {
  type: (value, type) => TYPES[type](value),
  const: (value, constant) => value === constant,
  enum: (value, words) => words.includes(value),
  anyOf: (value, options) => options.some((option) => fits(value, option)),
  oneOf: (value, options) => options.filter((option) => fits(value, option)).length === 1,
  minimum: (value, least) => value >= least,
  maximum: (value, most) => value <= most,
  exclusiveMinimum: (value, bound) => value > bound,
  minLength: (value, least) => length(value) >= least,
  maxLength: (value, most) => length(value) <= most,
  maxItems: (value, most) => value.length <= most,
  pattern: (value, pattern) => new RegExp(pattern, "u").test(value),
  items: (value, item) => value.every((each) => fits(each, item)),
  required: (value, names) => names.every((name) => Object.hasOwn(value, name)),
  properties: (value, known) =>
    Object.entries(known).every(
      ([name, schema]) => !Object.hasOwn(value, name) || fits(value[name], schema),
    ),
};

function fits(value, schema) {
  if (schema.$ref !== undefined && !fits(value, definition(schema.$ref))) return false;
  const { type, additionalProperties, ...others } = schema;
  if (type !== undefined && !KEYWORDS.type(value, type)) return false;
  if (additionalProperties === false) {
    if (Object.keys(value).some((name) => !Object.hasOwn(schema.properties, name))) return false;
  } else if (additionalProperties !== undefined) {
    throw new Error("a form of additionalProperties that is not known here");
  }
  return Object.entries(others).every(([keyword, argument]) => {
    if (ANNOTATIONS.includes(keyword)) return true;
    // A keyword that is passed over would let something through.
    if (KEYWORDS[keyword] === undefined)
      throw new Error(`the keyword ${keyword} is not known here`);
    return KEYWORDS[keyword](value, argument);
  });
}

function definition(reference) {
  return SCHEMA.$defs[reference.replace("#/$defs/", "")];
}

/** Say whether a value is an event that may be stored. */
export function isDeclared(value) {
  return fits(value, SCHEMA.$defs.Stored);
}
