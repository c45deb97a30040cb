// clients/python/src/feiqian: _kinds.py, catalogue.py, types.py, _operations.py.

import { readFileSync } from "node:fs";
import { PART_CLASSES, catalogue, moneyNames, operations, records } from "./model.mjs";

const HEADER = "# Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.\n";
const text = (value) => JSON.stringify(value);
const argument = (name) => name.replaceAll("[", "_").replaceAll("]", "");
const doc = (content, indent) => {
  const lines = content.replaceAll("\\", "\\\\").split("\n");
  return lines.length === 1 ? `${indent}"""${lines[0]}"""` : `${indent}"""${lines.map((line, index) => (index && line ? indent + line : line)).join("\n")}\n${indent}"""`;
};

export function python() {
  const folder = "clients/python/src/feiqian/";
  return {
    [`${folder}_kinds.py`]: HEADER + kinds(),
    [`${folder}catalogue.py`]: HEADER + classes(),
    [`${folder}types.py`]: HEADER + types(),
    [`${folder}_operations.py`]: HEADER + parts(),
    [`${folder}aclients.py`]: asynchronous(readFileSync(new URL(`../../${folder}clients.py`, import.meta.url), "utf8")),
  };
}

function kinds() {
  const list = Object.entries(catalogue.kinds);
  const lines = ['"""Kinds of errors, what to do about them, and the codes that they belong to."""', "", "from typing import Literal", "",
    "Kind = Literal[", ...list.map(([kind]) => `    ${text(kind)},`), "]", "", "ADVICE: dict[Kind, str] = {",
    ...list.map(([kind, [, advice]]) => `    ${text(kind)}: ${text(advice)},`), "}", "",
    `NOT_SENT: tuple[Kind, ...] = (${catalogue.outcomes.not_sent.map(text).join(", ")})`,
    `UNKNOWN: tuple[Kind, ...] = (${catalogue.outcomes.unknown.map(text).join(", ")})`, "",
    "# Code, message (`*`: any) and kind, the most particular first.", "CODES: dict[str, tuple[tuple[str, str, Kind], ...]] = {"];
  for (const [part, codes] of Object.entries(catalogue.codes)) {
    lines.push(`    ${text(part)}: (`, ...codes.map(([code, message, kind]) => `        (${text(String(code))}, ${text(message)}, ${text(kind)}),`), "    ),");
  }
  lines.push("}", "", "# Names of the amounts in answers.", `MONEY: frozenset[str] = frozenset((${moneyNames.map(text).join(", ")}))`, "");
  return lines.join("\n");
}

function classes() {
  const lines = ['"""An error class for each kind."""', "", "from ._kinds import Kind", "from .errors import FeiqianError"];
  for (const [kind, [name]] of Object.entries(catalogue.kinds)) {
    lines.push("", "", `class ${name}(FeiqianError):`, `    """An error of the kind \`${kind}\`."""`);
  }
  lines.push("", "", "CLASSES: dict[Kind, type[FeiqianError]] = {",
    ...Object.entries(catalogue.kinds).map(([kind, [name]]) => `    ${text(kind)}: ${name},`), "}", "");
  return lines.join("\n");
}

function typeOf(type, input, prefix = "") {
  const plain = {
    text: type.values && input ? `Literal[${type.values.filter((value) => value !== null).map(text).join(", ")}]` : "str",
    integer: "int", id: "int", boolean: "bool", money: input ? "Amount" : "Decimal", any: "Any",
  }[type.kind] ?? (type.kind === "list" ? `list[${typeOf(type.of, input, prefix)}]`
    : type.kind === "map" ? `dict[str, ${typeOf(type.of, input, prefix)}]` : prefix + type.name);
  return type.nullable ? `${plain} | None` : plain;
}

/** Words of the language that a member may be called. */
const KEYWORDS = ["from", "in", "is", "as", "class", "pass", "global", "import"];

function types() {
  const lines = ['"""What the operations take and answer. Amounts are Decimal, ids int: both exact."""', "",
    "from __future__ import annotations", "", "from decimal import Decimal", "from typing import Any, Literal, NotRequired, TypedDict", "",
    "# An amount that is sent: a Decimal, a decimal text or a whole number; never a float.", "Amount = Decimal | str | int"];
  for (const { name, doc: about, fields, input } of [...records.values()].reverse()) {
    if (input && operations.some(({ body }) => body?.name === name)) {
      continue;
    }
    const annotated = fields.map((field) => {
      const of = typeOf(field.type, input);
      return [field.name, field.required ? of : `NotRequired[${of}]`];
    });
    if (fields.some((field) => KEYWORDS.includes(field.name))) {
      // A member whose name is a word of the language cannot stand in a class.
      const members = annotated.map(([member, of]) => `${text(member)}: ${of}`);
      lines.push("", "", `${name} = TypedDict(${text(name)}, {${members.join(", ")}})`);
      continue;
    }
    lines.push("", "", `class ${name}(TypedDict):`, ...(about ? [doc(about, "    "), ""] : []));
    lines.push(...annotated.map(([member, of]) => `    ${member}: ${of}`));
  }
  return lines.join("\n") + "\n";
}

function parametersOf(operation) {
  const body = operation.body ? records.get(operation.body.name).fields : [];
  const all = [...operation.pathParams, ...body, ...operation.fields];
  return [...all.filter(({ required }) => required), ...all.filter(({ required }) => !required)];
}

function method(operation, isAsync) {
  const { id, method: verb, path, part, repeat } = operation;
  const parameters = parametersOf(operation);
  const snake = id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const result = operation.result === null ? "None" : typeOf(operation.result, false, "types.");
  const lines = [`    ${isAsync ? "async " : ""}def ${snake}(`, "        self,", "        *,"];
  for (const { name, required, type } of parameters) {
    const of = typeOf(type, true, "types.").replace(/\bAmount\b/, "types.Amount");
    lines.push(`        ${argument(name)}: ${required ? of : `${of.replace(/ \| None$/, "")} | None = None`},`);
  }
  if (operation.headers.length) {
    lines.push("        idempotency_key: str | None = None,");
  }
  lines.push("        timeout: float | None = None,", `    ) -> ${result}:`, doc(operation.doc, "        "));
  const carrier = operation.body ? "json" : part === "cashier" && verb !== "GET" ? "form" : part === "payee" ? "payee" : "query";
  const query = operation.body ? operation.fields.map(({ name }) => text(name)) : [];
  const tuple = query.length === 1 ? `(${query[0]},)` : `(${query.join(", ")})`;
  lines.push(`        request = Operation(${text(id)}, ${text(verb)}, ${text(path)}, ${text(carrier)}, ${tuple}, ${text(repeat)})`);
  if (parameters.length) {
    lines.push("        parameters: dict[str, object] = {", ...parameters.map(({ name }) => `            ${text(name)}: ${argument(name)},`), "        }");
  } else {
    lines.push("        parameters: dict[str, object] = {}");
  }
  const call = `${isAsync ? "await " : ""}self._call(request, parameters, ${operation.headers.length ? "idempotency_key" : "None"}, timeout)`;
  lines.push(result === "None" ? `        ${call}` : `        return cast(${text(result)}, ${call})`);
  return lines.join("\n");
}

function parts() {
  const lines = ['"""A method for each operation, blocking and asynchronous."""', "", "from abc import ABC, abstractmethod", "from decimal import Decimal",
    "from typing import Any, Literal, NamedTuple, cast", "", "from . import types", "", "",
    "class Operation(NamedTuple):", '    """How an operation is sent."""', "", "    name: str", "    method: str", "    path: str",
    '    carrier: Literal["query", "form", "json", "payee"]', "    # Parameters of the query beside a JSON body.", "    query: tuple[str, ...]",
    '    # "safe", "never", or the field or header that makes it safe to repeat.', "    repeat: str"];
  for (const isAsync of [false, true]) {
    for (const [part, name] of Object.entries(PART_CLASSES)) {
      lines.push("", "", `class ${isAsync ? "Async" : ""}${name}Operations(ABC):`, `    """Every operation of the part "${part}"."""`, "", "    @abstractmethod",
        `    ${isAsync ? "async " : ""}def _call(`, "        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None",
        "    ) -> object: ...");
      for (const operation of operations.filter((one) => one.part === part && one.id !== "token")) {
        lines.push("", method(operation, isAsync));
      }
    }
  }
  return lines.join("\n") + "\n";
}

/** The asynchronous clients: the blocking ones with `async` and `await`. */
function asynchronous(clients) {
  const parts = Object.values(PART_CLASSES).join("|");
  return "# Written by `node clients/generate/generate.mjs` from clients.py. Do not edit.\n" + clients
    .replace("blocking.", "for asyncio and trio.")
    .replace("import Closing, Transport", "import AsyncClosing, AsyncTransport")
    .replace(/\bTransport\(/g, "AsyncTransport(")
    .replace("_Client(Closing)", "_Client(AsyncClosing)")
    .replace(/httpx\.Client/g, "httpx.AsyncClient")
    .replace(new RegExp(`\\b(${parts})(Operations|\\(_Client)`, "g"), "Async$1$2")
    .replace(/    def (_call|_run|sign_in)\(/g, "    async def $1(")
    .replace(/(return|=) self\.(_run|_transport\.run)\(/g, "$1 await self.$2(")
    .replace(/self\.sign_in\(timeout/g, "await self.sign_in(timeout");
}
