// What the OpenAPI document says, in the form that the four libraries are written from.
//
// An operation: { id, method, path, part, doc, repeat, pathParams, query, headers, fields, body, result }
// * part: "cashier", "backOffice", "wallet", "payee" or "delivery"; its class signs or bears the token;
// * fields: parameters of a signed request or of a query, without those that the library adds;
// * body: the type of a JSON body; repeat: "safe", "never", or the field or header that makes it safe.
//
// A type: { kind: "text" | "integer" | "id" | "boolean" | "money" | "any" } and { kind: "list", of },
// { kind: "map", of }, { kind: "record", name }, each with `nullable`. A record: { name, doc, fields, input }.

import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));

export const catalogue = read("clients/generate/catalogue.json");
export const document = read("components/docs/assets/openapi.json");

const PARTS = { Cashier: "cashier", "Back office": "backOffice", Wallet: "wallet", Payee: "payee", Delivery: "delivery" };
const MONEY = /(^|_)amount$|Amount$|^(min|max|freeze)_amount$|_sum$|_sum_limit$|cash_charge$|transactionFee$|limit_amount$/;

/** What the library adds to every request of a part. */
const ADDED = {
  cashier: ["product_id", "sign", "sign_type", "timestamp", "nonce"],
  backOffice: ["pid"],
  payee: ["merchantNo", "storeNo", "timestamp", "verifySign"],
  wallet: [],
  delivery: [],
};
const HEADERS = ["Idempotency-Key"];

/** Records by name, in the order in which they are met. */
export const records = new Map();

const upper = (text) => text[0].toUpperCase() + text.slice(1);
const camel = (text) => text.split(/[_-]/).map(upper).join("");
export const snake = (text) => text.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

const resolve = (schema) => {
  if (!schema.$ref) {
    return [schema, undefined];
  }
  const name = schema.$ref.split("/").at(-1);
  return [document.components.schemas[name], name];
};

function typeOf(given, context, property, input) {
  const [schema, name] = resolve(given);
  if (name === "Id") {
    return { kind: "id" };
  }
  if (["Amount", "WalletAmount", "PayeeAmount"].includes(name)) {
    return { kind: "money" };
  }
  if (name === "Included") {
    return { kind: "list", of: { kind: "any" } };
  }
  const choices = schema.oneOf ?? [];
  if (choices.some((choice) => choice.type === "null")) {
    const other = choices.filter((choice) => choice.type !== "null");
    return { ...typeOf(other[0], context, property, input), nullable: true };
  }
  if (schema.properties) {
    return { kind: "record", name: recordOf(schema, name ?? context + camel(property), input) };
  }
  if (Array.isArray(schema.type) && schema.type.includes("object")) {
    return { kind: "record", name: recordOf(schema, context + camel(property), input), nullable: true };
  }
  const types = [schema.type ?? typeof schema.const].flat();
  const nullable = types.includes("null") ? { nullable: true } : {};
  const is = (type) => types.includes(type);
  if (is("array")) {
    return { kind: "list", of: typeOf(schema.items ?? {}, context, property, input), ...nullable };
  }
  if (is("object")) {
    const of = typeof schema.additionalProperties === "object" ? schema.additionalProperties : null;
    return { kind: "map", of: of ? typeOf(of, context, property, input) : { kind: "any" }, ...nullable };
  }
  if ((is("string") || is("number")) && MONEY.test(property)) {
    return { kind: "money", ...nullable };
  }
  if (is("integer")) {
    const isId = /^(id|ids|.*_id)$/.test(property);
    return { kind: isId ? "id" : "integer", ...nullable };
  }
  if (is("boolean")) {
    return { kind: "boolean", ...nullable };
  }
  if (is("number") && !is("string")) {
    throw new Error(`${context}.${property}: a number that is no amount`);
  }
  if (is("string") || is("number")) {
    return { kind: "text", values: schema.enum, ...nullable };
  }
  return { kind: "any" };
}

function fieldsOf(schema, name, input, without = []) {
  const required = schema.required ?? [];
  return Object.entries(schema.properties)
    .filter(([property]) => !without.includes(property) && property !== "attritbutes")
    .map(([property, of]) => ({
      name: property,
      doc: of.description ?? "",
      required: required.includes(property) || (property === "attributes" && schema.oneOf !== undefined),
      type: typeOf(of, name, property, input),
    }));
}

function recordOf(schema, name, input) {
  if (!records.has(name)) {
    const record = { name, doc: schema.description ?? "", fields: [], input };
    records.set(name, record);
    record.fields = fieldsOf(schema, name, input);
  }
  return name;
}

const answerOf = (operation) => {
  const [media] = Object.values(operation.responses[200].content ?? {});
  const schema = media.schema;
  return schema.oneOf ? schema.oneOf[0] : schema;
};

/** The result: the member `data` in the cashier, the whole answer elsewhere. */
function resultOf(operation, part) {
  let answer = answerOf(operation);
  const name = upper(operation.operationId);
  if (part === "cashier" || part === "backOffice") {
    answer = answer.properties.data;
    const [schema] = resolve(answer);
    if (schema.const === true) {
      return { kind: "boolean" };
    }
    if (schema.type === "array" && schema.maxItems === 0) {
      return null;
    }
    return typeOf(answer, name, "result", false);
  }
  if (part === "payee") {
    // With and without an account tag, the list has other members.
    const alternatives = (Object.values(operation.responses[200].content)[0].schema.oneOf ?? []).map((one) => resolve(one)[0]);
    const successes = alternatives.filter((one) => one.properties?.ret_code?.const === "000100");
    if (successes.length > 1) {
      const properties = Object.assign({}, ...successes.map((one) => one.properties));
      const required = Object.keys(properties).filter((key) => successes.every((one) => one.required.includes(key)));
      answer = { properties, required };
    }
  }
  return typeOf(answer, name, "result", false);
}

function operationOf(method, path, operation) {
  const part = PARTS[operation.tags[0]];
  const parameters = operation.parameters ?? [];
  const of = (place) => parameters.filter((parameter) => parameter.in === place);
  const added = ADDED[part];
  const asField = (parameter) => ({
    name: parameter.name,
    doc: parameter.description ?? "",
    required: parameter.required === true,
    type: typeOf(parameter.schema, "", parameter.name, true),
  });
  let fields = of("query").filter(({ name }) => !added.includes(name)).map(asField);
  const id = operation.operationId;
  const content = operation.requestBody?.content;
  let body = null;
  if (content) {
    const [schema, name] = resolve(Object.values(content)[0].schema);
    if (part === "cashier" || part === "payee") {
      fields = fieldsOf(schema, name, true, added);
    } else {
      const without = part === "backOffice" && id !== "token" ? ["pid"] : [];
      const open = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).filter(([key]) => !without.includes(key))) };
      // The merchant's code is that of the signed-in merchant, whatever its name.
      if (id === "confirmDeposit") {
        delete open.properties.product_id;
      }
      body = { kind: "record", name: recordOf(open, name, true) };
    }
  }
  const repeat = catalogue.repeat[id];
  if (!repeat) {
    throw new Error(`${id}: catalogue.json does not say whether it may be repeated`);
  }
  return {
    id, method: method.toUpperCase(), path, part, repeat, fields, body,
    doc: [operation.summary + ".", operation.description ?? ""].join("\n\n").trim(),
    summary: operation.summary,
    pathParams: of("path").map(asField),
    headers: of("header").map(({ name }) => name).filter((name) => HEADERS.includes(name)),
    result: resultOf(operation, part),
  };
}

/** Whether an operation answers in JSON: pages, and what monitoring reads, are in no library. */
export const isJson = (operation) => Object.keys(operation.responses[200].content ?? {}).every((type) => type.endsWith("json"));

function readOperations() {
  const operations = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (PARTS[operation.tags[0]] && isJson(operation)) {
        operations.push(operationOf(method, path, operation));
      }
    }
  }
  return operations;
}

export const operations = readOperations();

/** Codes and messages of a part with their kinds, most particular first; every code of the document is among them. */
function checkCatalogue() {
  for (const tag of document.tags) {
    const part = PARTS[tag.name];
    for (const { code, message } of tag["x-codes"] ?? []) {
      if (!catalogue.codes[part].some(([other]) => other === code)) {
        throw new Error(`catalogue.json does not know ${part} ${code} ${message}`);
      }
    }
  }
  const unknown = Object.keys(catalogue.repeat).filter((id) => !operations.some((operation) => operation.id === id));
  if (unknown.length) {
    throw new Error(`catalogue.json knows operations that the document does not: ${unknown.join()}`);
  }
  // Amounts are found by their names in some languages: a name is an amount everywhere or nowhere.
  for (const kind of ["money"]) {
    const has = new Map();
    for (const { name, fields, input } of records.values()) {
      for (const field of fields) {
        const type = field.type.kind === "list" ? field.type.of : field.type;
        if (input || type.kind === "record") continue;
        const before = has.get(field.name);
        if (before !== undefined && before !== (type.kind === kind)) {
          throw new Error(`${name}.${field.name} is an amount here and none elsewhere`);
        }
        has.set(field.name, type.kind === kind);
      }
    }
  }
}
checkCatalogue();

/** Names of the amounts in answers. */
export const moneyNames = [...new Set([...records.values()].filter(({ input }) => !input).flatMap(({ fields }) => fields)
  .filter(({ type }) => type.kind === "money" || (type.kind === "list" && type.of.kind === "money")).map(({ name }) => name))].sort();

export const PART_CLASSES = { cashier: "Cashier", backOffice: "BackOffice", wallet: "Wallet", payee: "Payee", delivery: "Operator" };
