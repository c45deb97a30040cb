// clients/typescript/src/operations.ts and catalogue.ts.

import { PART_CLASSES, catalogue, operations } from "./model.mjs";

const HEADER = "// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.\n";
const comment = (text, indent) => ["/**", ...text.split("\n").map((line) => ` * ${line}`.trimEnd()), " */"].map((line) => indent + line).join("\n");

export function typescript() {
  return {
    "clients/typescript/src/operations.ts": HEADER + parts(),
    "clients/typescript/src/kinds.ts": HEADER + kinds(),
    "clients/typescript/src/catalogue.ts": HEADER + classes(),
  };
}

function parts() {
  const lines = ['import type { CallOptions, Operation, Parameters, Result } from "./call.js";', ""];
  for (const [part, name] of Object.entries(PART_CLASSES)) {
    lines.push(comment(`Every operation of the part "${part}".`, ""), `export abstract class ${name}Operations {`);
    lines.push("  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;");
    for (const operation of operations.filter((one) => one.part === part && one.id !== "token")) {
      const needed = operation.fields.some((field) => field.required) || operation.pathParams.length > 0
        || (operation.body && operation.id !== "dispatch" && operation.id !== "runPayouts");
      const given = operation.fields.length || operation.body || operation.pathParams.length;
      const parameters = given ? `parameters: Parameters<"${operation.id}">${needed ? "" : " = {}"}, ` : "";
      const { id, method, path, repeat } = operation;
      const body = operation.body ? "json" : part === "cashier" && method !== "GET" ? "form" : part === "payee" ? "payee" : "query";
      lines.push("", comment(operation.doc, "  "), `  ${id}(${parameters}options?: CallOptions): Promise<Result<"${id}">> {`);
      const request = { id, method, path, carrier: body, query: operation.body ? operation.fields.map(({ name: field }) => field) : [], repeat };
      lines.push(`    return this.call(${JSON.stringify(request)}, ${given ? "parameters" : "{}"}, options);`, "  }");
    }
    lines.push("}", "");
  }
  lines.push(comment("How an operation is sent.", ""), "export interface OperationRequest<Id extends Operation> {",
    "  readonly id: Id;", '  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";', "  readonly path: string;",
    '  readonly carrier: "query" | "form" | "json" | "payee";', "  /** Parameters of the query beside a JSON body. */", "  readonly query: readonly string[];",
    '  /** "safe", "never", or the field or header that makes it safe to repeat. */', "  readonly repeat: string;", "}", "");
  return lines.join("\n");
}

const KINDS = Object.entries(catalogue.kinds);

function kinds() {
  const lines = [];
  lines.push(comment("What went wrong, in one word.", ""), `export type Kind = ${KINDS.map(([kind]) => `"${kind}"`).join(" | ")};`, "");
  for (const part of Object.keys(catalogue.codes)) {
    const codes = [...new Set(catalogue.codes[part].map(([code]) => code))];
    const name = part[0].toUpperCase() + part.slice(1);
    lines.push(comment(`Codes of the part "${part}".`, ""), `export type ${name}Code = ${codes.map((code) => JSON.stringify(code)).join(" | ")};`, "");
  }
  lines.push(comment("What to do about an error.", ""), "export const ADVICE: Readonly<Record<Kind, string>> = {",
    ...KINDS.map(([kind, [, advice]]) => `  ${kind}: ${JSON.stringify(advice)},`), "};", "");
  lines.push("/** Kinds after which nothing was sent, and after which nobody knows whether the command was carried out. */",
    `export const NOT_SENT: readonly Kind[] = ${JSON.stringify(catalogue.outcomes.not_sent)};`,
    `export const UNKNOWN: readonly Kind[] = ${JSON.stringify(catalogue.outcomes.unknown)};`, "");
  lines.push("/** Code, message (`*`: any) and kind, the most particular first. */",
    "export const CODES: Readonly<Record<string, ReadonlyArray<readonly [string, string, Kind]>>> = {");
  for (const [part, codes] of Object.entries(catalogue.codes)) {
    lines.push(`  ${part}: [`, ...codes.map(([code, message, kind]) => `    ${JSON.stringify([String(code), message, kind])},`), "  ],");
  }
  lines.push("};", "");
  return lines.join("\n");
}

function classes() {
  const lines = ['import { FeiqianError } from "./errors.js";', 'import type { Kind } from "./kinds.js";', ""];
  for (const [kind, [name]] of KINDS) {
    lines.push(`/** An error of the kind "${kind}". */`, `export class ${name}Error extends FeiqianError {}`, "");
  }
  lines.push("/** The class of each kind. */", "export const CLASSES: Readonly<Record<Kind, typeof FeiqianError>> = {",
    ...KINDS.map(([kind, [name]]) => `  ${kind}: ${name}Error,`), "};", "");
  return lines.join("\n");
}
