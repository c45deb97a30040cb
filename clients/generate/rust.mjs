// clients/rust/src: kinds.rs, types.rs, operations.rs.

import { readFileSync } from "node:fs";
import { PART_CLASSES, catalogue, operations, records, snake } from "./model.mjs";

const HEADER = "// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.\n\n";
const text = (value) => JSON.stringify(value);
const upper = (name) => name[0].toUpperCase() + name.slice(1);
const doc = (content, indent = "") => content.split("\n").map((line) => `${indent}/// ${line}`.trimEnd()).join("\n");

export function rust() {
  const folder = "clients/rust/src/";
  return {
    [`${folder}kinds.rs`]: HEADER + kinds(),
    [`${folder}types.rs`]: HEADER + types(),
    [`${folder}operations.rs`]: HEADER + parts(),
    "clients/rust/examples/failures/operations.rs": HEADER + dispatch(),
  };
}

/** The component of spin.toml that serves a path. */
function componentOf(path) {
  const manifest = readFileSync(new URL("../../spin.toml", import.meta.url), "utf8");
  const routes = [...manifest.matchAll(/^route = "([^"]+)"\ncomponent = "([^"]+)"$/gm)].map(([, route, name]) => [route, name]);
  const fits = ([route]) => route === path || (route.endsWith("/...") && path.startsWith(route.slice(0, -3)));
  const [best] = routes.filter(fits).sort(([a], [b]) => b.replace("...", "").length - a.replace("...", "").length);
  if (!best) {
    throw new Error(`spin.toml has no route for ${path}`);
  }
  return best[1];
}

function kinds() {
  const list = Object.entries(catalogue.kinds);
  const of = (kind) => `Kind::${list.find(([name]) => name === kind)[1][0]}`;
  const lines = ["//! Kinds of errors, what to do about them, and the codes that they belong to.", "",
    "/// What went wrong, in one word.", "#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]", "#[non_exhaustive]", "pub enum Kind {",
    ...list.flatMap(([, [name, advice]]) => [doc(advice, "    "), `    ${name},`]), "}", "", "impl Kind {",
    "    /// The kind in one word, as the other libraries write it.", "    pub const fn as_str(self) -> &'static str {", "        match self {",
    ...list.map(([kind, [name]]) => `            Kind::${name} => ${text(kind)},`), "        }", "    }", "",
    "    /// What to do about it.", "    pub const fn advice(self) -> &'static str {", "        match self {",
    ...list.map(([, [name, advice]]) => `            Kind::${name} => ${text(advice)},`), "        }", "    }", "}", "",
    "/// After these nothing was sent.", `pub(crate) const NOT_SENT: &[Kind] = &[${catalogue.outcomes.not_sent.map(of).join(", ")}];`, "",
    "/// After these nobody knows whether the command was carried out.", `pub(crate) const UNKNOWN: &[Kind] = &[${catalogue.outcomes.unknown.map(of).join(", ")}];`];
  for (const [part, codes] of Object.entries(catalogue.codes)) {
    lines.push("", `/// Codes of the part "${part}", with message (\`*\`: any) and kind, the most particular first.`,
      `pub(crate) const ${part.toUpperCase()}: &[(&str, &str, Kind)] = &[`,
      ...codes.map(([code, message, kind]) => `    (${text(String(code))}, ${text(message)}, ${of(kind)}),`), "];");
  }
  return lines.join("\n") + "\n";
}

function typeOf(type) {
  const plain = { text: "String", integer: "i64", id: "i64", boolean: "bool", money: "Decimal", any: "Resource" }[type.kind]
    ?? (type.kind === "list" ? `Vec<${typeOf(type.of)}>` : type.kind === "map" ? `BTreeMap<String, ${typeOf(type.of)}>` : type.name);
  return type.nullable ? `Option<${plain}>` : plain;
}

const RESERVED = ["type", "ref", "match"];
const fieldName = (name) => {
  const plain = snake(name.replaceAll("[", "_").replaceAll("]", ""));
  return RESERVED.includes(plain) ? `r#${plain}` : plain;
};

function field({ name, doc: about, required, type }, isInput) {
  const plain = type.nullable ? { ...type, nullable: false } : type;
  const isOptional = !required || type.nullable;
  const of = isOptional ? `Option<${typeOf(plain)}>` : typeOf(plain);
  const attributes = [];
  const identifier = fieldName(name);
  if (identifier.replace("r#", "") !== name) {
    attributes.push(`rename = ${text(name)}`);
  }
  if (isOptional) {
    attributes.push("default", 'skip_serializing_if = "Option::is_none"');
  }
  if (plain.kind === "money") {
    attributes.push(`with = "crate::decimal${isOptional ? "::option" : ""}"`);
  } else if (plain.kind === "list" && plain.of.kind === "money") {
    attributes.push('with = "crate::decimal::list"');
  }
  const summary = about.replaceAll("\n", " ") || (isInput ? `\`${name}\`` : `\`${name}\``);
  return [doc(summary, "    "), ...(attributes.length ? [`    #[serde(${attributes.join(", ")})]`] : []), `    pub ${identifier}: ${of},`].join("\n");
}

const all = (operation) => {
  const body = operation.body ? records.get(operation.body.name).fields : [];
  return [...operation.pathParams, ...body, ...operation.fields];
};

function types() {
  const lines = ["//! What the operations take and answer. Amounts are [`Decimal`], ids `i64`: both exact.", "",
    "use crate::resource::Resource;", "use rust_decimal::Decimal;", "use serde::{Deserialize, Serialize};", "use std::collections::BTreeMap;"];
  const bodies = operations.map(({ body }) => body?.name);
  for (const { name, doc: about, fields, input } of records.values()) {
    if (!bodies.includes(name)) {
      lines.push("", doc(about || `\`${name}\``), `#[derive(Clone, Debug, ${input ? "Default, " : ""}Deserialize, Serialize)]`, `pub struct ${name} {`,
        ...fields.map((one) => field(one, input)), "}");
    }
  }
  for (const operation of operations.filter(({ id }) => id !== "token")) {
    if (all(operation).length) {
      lines.push("", doc(`Parameters of \`${operation.method} ${operation.path}\`.`), "#[derive(Clone, Debug, Default, Deserialize, Serialize)]",
        `pub struct ${upper(operation.id)}Request {`, ...all(operation).map((one) => field(one, true)), "}");
    }
  }
  return lines.join("\n") + "\n";
}

function parts() {
  const lines = ["//! A method for each operation.", "", "use crate::call::{Call, Carrier, Nothing, Operation, Repeat};",
    `use crate::clients::{${Object.values(PART_CLASSES).sort().join(", ")}};`, "use crate::types::*;"];
  for (const [part, name] of Object.entries(PART_CLASSES)) {
    lines.push("", `/// Every operation of the part "${part}".`, `impl ${name} {`);
    const own = operations.filter((one) => one.part === part && one.id !== "token");
    own.forEach((operation, index) => {
      const { id, method, path, repeat } = operation;
      const given = all(operation).length > 0;
      const carrier = operation.body ? "Json" : part === "cashier" && method !== "GET" ? "Form" : part === "payee" ? "Payee" : "Query";
      const query = operation.body ? operation.fields.map(({ name: one }) => text(one)).join(", ") : "";
      const result = operation.result === null ? "Nothing" : typeOf(operation.result);
      const safe = repeat === "safe" ? "Repeat::Safe" : repeat === "never" ? "Repeat::Never" : `Repeat::With(${text(repeat)})`;
      lines.push(...(index ? [""] : []), doc(operation.doc.replaceAll("[", "\\["), "    "),
        `    pub fn ${snake(id)}(&self${given ? `, request: &${upper(id)}Request` : ""}) -> Call<${result}> {`,
        "        const OPERATION: Operation = Operation {", `            name: ${text(id)},`, `            method: ${text(method)},`, `            path: ${text(path)},`,
        `            component: ${text(componentOf(path))},`, `            carrier: Carrier::${carrier},`, `            query: &[${query}],`, `            repeat: ${safe},`,
        `            takes_key: ${operation.headers.length > 0},`, "        };", `        self.call(&OPERATION, ${given ? "request" : "&Nothing {}"})`, "    }");
    });
    lines.push("}");
  }
  return lines.join("\n") + "\n";
}

/** For the runner of the table of failures: an operation by its name. */
function dispatch() {
  const lines = ["use super::Clients;", "use feiqian_client::types::*;", "use feiqian_client::{Call, Error};",
    "use serde::de::DeserializeOwned;", "use serde_json::{Value, from_value};"];
  return [...lines, "",
    "/// Calls an operation by its name.",
    "pub fn call(clients: &Clients, operation: &str, given: &Value, key: Option<&str>) -> Result<(), Error> {",
    "    fn sent<T: DeserializeOwned>(call: Call<T>, key: Option<&str>) -> Result<(), Error> {",
    "        match key {", "            Some(key) => call.idempotency_key(key).send().map(drop),", "            None => call.send().map(drop),", "        }", "    }",
    "    fn read<T: DeserializeOwned>(given: &Value) -> T {", '        from_value(given.clone()).unwrap_or_else(|error| panic!("{given}: {error}"))', "    }",
    "    match operation {",
    ...operations.filter(({ id }) => id !== "token").map((operation) => {
      const part = snake(PART_CLASSES[operation.part]);
      const argument = all(operation).length ? `&read::<${upper(operation.id)}Request>(given)` : "";
      return `        ${text(operation.id)} => sent(clients.${part}().${snake(operation.id)}(${argument}), key),`;
    }),
    '        other => panic!("no operation {other}"),', "    }", "}", ""].join("\n");
}
