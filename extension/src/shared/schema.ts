// Check a value against the subset of JSON Schema that our generated schemas use.

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  const?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** Return what is wrong with the value and where, or null if nothing is. */
export function findFault(schema: Schema, value: unknown, root = schema, at = ""): string | null {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    return target === undefined ? fault(at, "unknown type") : findFault(target, value, root, at);
  }
  if (schema.anyOf !== undefined) {
    const faults = schema.anyOf.map((choice) => findFault(choice, value, root, at));
    return faults.includes(null) ? null : (faults[0] ?? null);
  }
  if ("const" in schema && value !== schema.const) {
    return fault(at, `must be ${String(schema.const)}`);
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return fault(at, `must be one of ${schema.enum.join(", ")}`);
  }
  switch (schema.type) {
    case "object":
      return findObjectFault(schema, value, root, at);
    case "array":
      return findArrayFault(schema, value, root, at);
    case "string":
      return findStringFault(schema, value, at);
    case "integer":
    case "number":
      return findNumberFault(schema, value, at);
    case "boolean":
      return typeof value === "boolean" ? null : fault(at, "must be true or false");
    case "null":
      return value === null ? null : fault(at, "must be null");
    default:
      return null;
  }
}

function fault(at: string, what: string): string {
  return `${at === "" ? "the document" : at} ${what}`;
}

function findObjectFault(schema: Schema, value: unknown, root: Schema, at: string): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fault(at, "must be an object");
  }
  const properties = schema.properties ?? {};
  const inside = (name: string): string => (at === "" ? name : `${at}.${name}`);
  for (const name of schema.required ?? []) {
    if (!(name in value)) return fault(inside(name), "is missing");
  }
  for (const [name, part] of Object.entries(value)) {
    const known = properties[name];
    if (known === undefined) return fault(inside(name), "is not known");
    const found = findFault(known, part, root, inside(name));
    if (found !== null) return found;
  }
  return null;
}

function findArrayFault(schema: Schema, value: unknown, root: Schema, at: string): string | null {
  if (!Array.isArray(value)) return fault(at, "must be a list");
  if (value.length < (schema.minItems ?? 0)) return fault(at, "has too few entries");
  if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) {
    return fault(at, "has too many entries");
  }
  for (const [index, item] of value.entries()) {
    const found = schema.items && findFault(schema.items, item, root, `${at}.${index}`);
    if (found) return found;
  }
  return null;
}

function findStringFault(schema: Schema, value: unknown, at: string): string | null {
  if (typeof value !== "string") return fault(at, "must be text");
  if (value.length < (schema.minLength ?? 0)) return fault(at, "is too short");
  if (value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY))
    return fault(at, "is too long");
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) {
    return fault(at, "is not of the right form");
  }
  return null;
}

function findNumberFault(schema: Schema, value: unknown, at: string): string | null {
  if (typeof value !== "number" || (schema.type === "integer" && !Number.isSafeInteger(value))) {
    return fault(at, schema.type === "integer" ? "must be a whole number" : "must be a number");
  }
  if (value < (schema.minimum ?? Number.NEGATIVE_INFINITY)) return fault(at, "is too small");
  if (value > (schema.maximum ?? Number.POSITIVE_INFINITY)) return fault(at, "is too large");
  return null;
}
