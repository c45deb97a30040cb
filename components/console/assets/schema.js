// The description of the administration API, and the fields of forms that it makes.

let document_ = null;

/** Loads the description, once. */
export async function loadSchema(fetched = fetch(new URL("./openapi.json", import.meta.url))) {
  const answer = await fetched;
  if (!answer.ok) {
    throw new Error(`HTTP ${answer.status}`);
  }
  document_ = await answer.json();
}

/** For tests: the description itself. */
export const useDocument = (document) => {
  document_ = document;
};

/** The operation of a path as the description writes it, without its base; null if there is none. */
export const operation = (method, template) => document_.paths[`/admin/api/v1${template}`]?.[method.toLowerCase()] ?? null;

/** The scope that an operation needs; null for one that everybody has, undefined for one that does not exist. */
export function scopeOf(method, template) {
  const found = operation(method, template);
  const access = found?.["x-feiqian-access"];
  return found ? (access?.includes(":") ? access : null) : undefined;
}

/** A schema without references. */
export function resolve(schema) {
  const name = schema?.$ref?.replace("#/components/schemas/", "");
  return name ? { ...document_.components.schemas[name], ...without(schema, "$ref"), reference: name } : (schema ?? {});
}

const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

/** The fields of an operation's body. */
export function bodyFields(method, template) {
  const schema = resolve(operation(method, template)?.requestBody?.content["application/json"]?.schema);
  return fieldsOf(schema);
}

/** The fields of an operation's query, without those of its pages. */
export function queryFields(template) {
  const parameters = (operation("GET", template)?.parameters ?? []).map(parameter);
  const shown = parameters.filter(({ in: where, name }) => where === "query" && !["after", "before", "limit"].includes(name));
  return shown.map((one) => ofQuery(field(one.name, { description: one.description, ...resolve(one.schema) }, one.required)));
}

// Times and days of a query are texts of their own form; of `Some of a, b, joined by commas.` one is chosen.
function ofQuery(one) {
  const words = /^Some of (.+), joined by commas\.$/.exec(one.description)?.[1].split(", ");
  const kind = words ? "choice" : (one.kind === "text" && { from: "time", to: "time", day: "day" }[one.name]) || one.kind;
  return { ...one, kind, choices: words ?? one.choices };
}

/** The files of whole lists, by their paths. */
export const reports = () =>
  Object.keys(document_.paths)
    .map((path) => path.replace("/admin/api/v1", ""))
    .filter((path) => /^\/reports\/[a-z-]+\.csv$/.test(path));

/** Whether a list goes on by `before` instead of `after`. */
export const pagesBackwards = (template) =>
  (operation("GET", template)?.parameters ?? []).map(parameter).some(({ name }) => name === "before");

/** The schema of what an operation answers. */
export function answerSchema(method, template) {
  const responses = operation(method, template)?.responses ?? {};
  const good = Object.entries(responses).find(([code]) => code.startsWith("2"))?.[1];
  return resolve(good?.content?.["application/json"]?.schema);
}

/** The schema of a list's items. */
export const itemSchema = (template) => resolve(answerSchema("GET", template).properties?.items?.items);

function parameter(one) {
  const name = one.$ref?.replace("#/components/parameters/", "");
  return name ? document_.components.parameters[name] : one;
}

function fieldsOf(schema) {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== "meta")
    .map(([name, member]) => ofBody(field(name, resolve(member), required.includes(name))));
}

// Days of a body, and a file that is sent as a text.
const ofBody = (one) => ({
  ...one,
  kind: (one.kind === "text" && { from: "day", to: "day", csv: "file" }[one.name]) || one.kind,
});

function field(name, schema, isRequired = false) {
  const type =
    [schema.type].flat().find((one) => one !== "null") ?? schema.oneOf?.map(resolve).find((one) => one.type !== "null")?.type;
  const description = schema.description ?? "";
  return {
    name,
    description,
    isRequired,
    kind: kindOf(schema, type),
    choices: schema.enum ?? schema.items?.enum ?? schema.propertyNames?.enum ?? null,
    default: schema.default,
    maxLength: schema.maxLength ?? null,
    isFixed: /\bfixed\.$/.test(description),
    isNullable: [schema.type].flat().includes("null") || (schema.oneOf ?? []).some((one) => one.type === "null"),
  };
}

function kindOf(schema, type) {
  if (schema.reference === "Password" || (schema.writeOnly && type === "string")) {
    return "password";
  }
  if (schema.reference === "Amount") {
    return "amount";
  }
  if (schema.reference === "Time" || schema.format === "date-time") {
    return "time";
  }
  if (schema.format === "date") {
    return "day";
  }
  if (type === "object") {
    return schema.propertyNames?.enum ? "amounts" : "json";
  }
  if (type === "array") {
    return schema.items?.enum ? "choices" : schema.items?.type === "string" ? "texts" : "json";
  }
  if (schema.enum) {
    return "choice";
  }
  return { boolean: "flag", integer: "integer" }[type] ?? (schema.maxLength >= 255 && schema.maxLength < 512 ? "long" : "text");
}
