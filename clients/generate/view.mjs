// The OpenAPI document as the TypeScript library sees it, for openapi-typescript: without what the library adds to each
// request, ids and amounts as texts (a number of JavaScript holds neither 64 bits nor a decimal fraction).

import { document, isJson } from "./model.mjs";

const ADDED = ["product_id", "sign", "sign_type", "timestamp", "nonce", "merchantNo", "storeNo", "verifySign"];

function view(node, name) {
  if (Array.isArray(node)) {
    return node.map((item) => view(item, name));
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const copy = {};
  for (const [key, value] of Object.entries(node)) {
    if (!key.startsWith("x-") && key !== "examples" && key !== "example") {
      copy[key] = key === "properties"
        ? Object.fromEntries(Object.entries(value).map(([property, of]) => [property, view(of, property)]))
        : view(value, name);
    }
  }
  const types = [copy.type ?? []].flat();
  if (types.includes("number") || (types.includes("integer") && /^(id|ids|.*_id)$/.test(name ?? ""))) {
    const kept = types.filter((type) => type !== "number" && type !== "integer" && type !== "string");
    copy.type = kept.length ? ["string", ...kept] : "string";
  }
  return copy;
}

function without(schema, names) {
  for (const name of names) {
    delete schema.properties[name];
  }
  if (schema.required) {
    schema.required = schema.required.filter((name) => !names.includes(name));
  }
}

export function clientView() {
  const of = view(document);
  for (const [name, schema] of Object.entries(of.components.schemas)) {
    if (name.endsWith("Request") && schema.properties) {
      const isOpen = schema.properties.sign || schema.properties.verifySign;
      without(schema, isOpen ? ADDED : name === "TokenRequest" ? [] : ["pid"]);
    }
  }
  // The merchant's own code, under another name.
  without(of.components.schemas.ConfirmDepositRequest, ["product_id"]);
  const cash = of.components.schemas.ApplyForCashRequest.properties.data;
  without(cash, ["attritbutes"]);
  delete cash.oneOf;
  cash.required = ["attributes"];
  of.components.schemas.Id.type = "string";
  delete of.components.securitySchemes;
  for (const [path, methods] of Object.entries(of.paths)) {
    for (const operation of Object.values(methods)) {
      if (operation.tags.includes("Documents") || !isJson(operation)) {
        delete of.paths[path];
        continue;
      }
      delete operation.security;
      operation.parameters = (operation.parameters ?? []).filter((parameter) =>
        parameter.in !== "header" && !(parameter.in === "query" && (ADDED.includes(parameter.name) || parameter.name === "pid")));
      operation.parameters.forEach((parameter) => {
        if (parameter.in === "path" || parameter.name === "filter[user]" || parameter.name === "filter[source_user_id]") {
          parameter.schema = { type: "string" };
        }
      });
    }
  }
  return of;
}
