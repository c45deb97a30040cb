// clients/php/src: Kind.php, Exception/, Type/, Operations/.

import { PART_CLASSES, catalogue, operations, records } from "./model.mjs";

const HEADER = "<?php\n\n// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.\n\ndeclare(strict_types=1);\n";
const text = (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const argument = (name) => name.replaceAll("[", "_").replaceAll("]", "");
const doc = (lines, indent = "") => [`${indent}/**`, ...lines.map((line) => `${indent} * ${line.replaceAll("*/", "* /")}`.trimEnd()), `${indent} */`];

export function php() {
  const files = { "clients/php/src/Kind.php": kinds() };
  for (const [kind, [name, advice]] of Object.entries(catalogue.kinds)) {
    files[`clients/php/src/Exception/${name}.php`] = [HEADER, "namespace Feiqian\\Exception;", "", ...doc([`An error of the kind \`${kind}\`. ${advice}`]),
      `final class ${name} extends FeiqianException {}`, ""].join("\n");
  }
  const bodies = operations.map(({ body }) => body?.name);
  for (const record of records.values()) {
    if (!record.input && !bodies.includes(record.name)) {
      files[`clients/php/src/Type/${record.name}.php`] = type(record);
    }
  }
  for (const [part, name] of Object.entries(PART_CLASSES)) {
    files[`clients/php/src/Operations/${name}Operations.php`] = partOf(part, name);
  }
  return files;
}

function kinds() {
  const list = Object.entries(catalogue.kinds);
  const pascal = ([, [name]]) => name;
  const lines = [HEADER, "namespace Feiqian;", "", ...doc(["What went wrong, in one word."]), "enum Kind: string", "{",
    ...list.map((one) => `    case ${pascal(one)} = ${text(one[0])};`), "", ...doc(["What to do about it."], "    "),
    "    public function advice(): string", "    {", "        return match ($this) {",
    ...list.map((one) => `            self::${pascal(one)} => ${text(one[1][1])},`), "        };", "    }", "",
    ...doc(["`not_sent`, `refused` (nothing changed) or `unknown`."], "    "), "    public function outcome(): string", "    {",
    "        return match ($this) {"];
  const of = (kind) => `self::${catalogue.kinds[kind][0]}`;
  lines.push(`            ${catalogue.outcomes.not_sent.map(of).join(", ")} => 'not_sent',`, `            ${catalogue.outcomes.unknown.map(of).join(", ")} => 'unknown',`,
    "            default => 'refused',", "        };", "    }", "", ...doc(["The exception of the kind.", "", "@return class-string<Exception\\FeiqianException>"], "    "),
    "    public function exception(): string", "    {", "        return match ($this) {",
    ...list.map((one) => `            self::${pascal(one)} => Exception\\${pascal(one)}::class,`), "        };", "    }", "",
    ...doc(["Code, message (`*`: any) and kind of a part, the most particular first.", "", "@return list<array{string, string, self}>"], "    "),
    "    public static function codes(string $part): array", "    {", "        return match ($part) {");
  for (const [part, codes] of Object.entries(catalogue.codes)) {
    lines.push(`            ${text(part)} => [`, ...codes.map(([code, message, kind]) => `                [${text(String(code))}, ${text(message)}, ${of(kind)}],`), "            ],");
  }
  lines.push("            default => [],", "        };", "    }", "}", "");
  return lines.join("\n");
}

/** [PHP type, PHPDoc type] of an answer's member. */
function typeOf(one) {
  const plain = {
    text: ["string", "string"], integer: ["int", "int"], id: ["int", "int"], boolean: ["bool", "bool"], money: ["string", "numeric-string"], any: ["array", "array<string, mixed>"],
  }[one.kind] ?? (one.kind === "list" ? ["array", `list<${typeOf(one.of)[1]}>`]
    : one.kind === "map" ? ["array", `array<string, ${typeOf(one.of)[1]}>`] : [one.name, one.name]);
  return plain;
}

/** What reads a value. */
function reader(one, value) {
  const inner = (of) => `static fn (mixed $item): ${typeOf(of)[0]} => ${reader(of, "$item")}`;
  return {
    text: `Read::text(${value})`, integer: `Read::integer(${value})`, id: `Read::integer(${value})`, boolean: `Read::boolean(${value})`,
    money: `Read::amount(${value})`, any: `Read::record(${value})`,
  }[one.kind] ?? (one.kind === "list" ? `Read::list(${value}, ${inner(one.of)})` : one.kind === "map" ? `Read::map(${value}, ${inner(one.of)})` : `${one.name}::from(${value})`);
}

function type({ name, doc: about, fields }) {
  const ordered = [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)];
  const isOptional = (field) => !field.required || field.type.nullable;
  const lines = [HEADER, "namespace Feiqian\\Type;", "", "use Feiqian\\Read;", "", ...doc([about || `\`${name}\`. Amounts are decimal texts.`]), `final class ${name}`, "{"];
  lines.push(...doc(ordered.map((field) => `@param ${typeOf(field.type)[1]}${isOptional(field) ? "|null" : ""} $${field.name}`), "    "));
  lines.push("    public function __construct(", ...ordered.map((field) =>
    `        public readonly ${isOptional(field) ? "?" : ""}${typeOf(field.type)[0]} $${field.name}${field.required ? "" : " = null"},`), "    ) {}", "");
  lines.push(...doc(["Reads a value of JSON. UnexpectedValueException if it is another."], "    "), "    public static function from(mixed $value): self", "    {",
    "        $data = Read::record($value);", "", "        return new self(",
    ...ordered.map((field) => {
      const member = `$data[${text(field.name)}]`;
      const required = field.required && !field.type.nullable;
      return `            ${required ? reader(field.type, `${member} ?? null`) : `isset(${member}) ? ${reader(field.type, member)} : null`},`;
    }), "        );", "    }", "}", "");
  return lines.join("\n");
}

/** [PHP type, PHPDoc type] of a parameter. */
function given(one) {
  if (one.kind === "money") {
    return ["string|Money", "string|Money"];
  }
  if (one.kind === "id") {
    return ["int|string", "int|string"];
  }
  if (one.kind === "text" && one.values) {
    return ["string", one.values.filter((value) => value !== null).map(text).join("|")];
  }
  if (one.kind === "list") {
    return ["array", `list<${given(one.of)[1]}>`];
  }
  if (one.kind === "record") {
    const members = records.get(one.name).fields.map((field) => `${field.name}${field.required ? "" : "?"}: ${given(field.type)[1]}${field.type.nullable ? "|null" : ""}`);
    return ["array", `array{${members.join(", ")}}`];
  }
  return typeOf(one);
}

function partOf(part, name) {
  const lines = [HEADER, "namespace Feiqian\\Operations;", "", "use Feiqian\\CallOptions;", "use Feiqian\\Money;", "use Feiqian\\Operation;", "use Feiqian\\Read;",
    "use Feiqian\\Type;", "", ...doc([`Every operation of the part "${part}".`]), `abstract class ${name}Operations`, "{",
    ...doc(["@template T", "", "@param array<string, mixed> $parameters", "@param callable(mixed): T $read", "", "@return T"], "    "),
    "    abstract protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed;"];
  for (const operation of operations.filter((one) => one.part === part && one.id !== "token")) {
    const { id, method, path, repeat } = operation;
    const body = operation.body ? records.get(operation.body.name).fields : [];
    const all = [...operation.pathParams, ...body, ...operation.fields];
    const ordered = [...all.filter(({ required }) => required), ...all.filter(({ required }) => !required)];
    const carrier = operation.body ? "json" : part === "cashier" && method !== "GET" ? "form" : part === "payee" ? "payee" : "query";
    const query = operation.body ? operation.fields.map((field) => text(field.name)).join(", ") : "";
    const result = operation.result;
    const [php, phpdoc] = result === null ? ["void", "void"] : typeOf(result).map((one) => one.replace(/\b([A-Z]\w*)\b/g, "Type\\$1"));
    const read = result === null ? "static fn (mixed $data): mixed => null"
      : `static fn (mixed $data): ${php} => ${reader(result, "$data").replace(/\b(?!Read\b)([A-Z]\w*)::from/g, "Type\\$1::from").replace(/\): (?!int|string|array|bool)([A-Z]\w*) =>/g, "): Type\\$1 =>")}`;
    lines.push("", ...doc([...operation.doc.split("\n"), "", ...ordered.map((field) =>
      `@param ${given(field.type)[1]}${field.required ? "" : "|null"} $${argument(field.name)}${field.doc ? ` ${field.doc.replaceAll("\n", " ")}` : ""}`), "", `@return ${phpdoc}`], "    "));
    lines.push(`    public function ${id}(`, ...ordered.map((field) => {
      const [plain] = given(field.type);
      const optional = plain.includes("|") ? `${plain}|null` : `?${plain}`;
      return `        ${field.required ? plain : optional} $${argument(field.name)}${field.required ? "" : " = null"},`;
    }), "        ?CallOptions $options = null,", `    ): ${php} {`);
    lines.push(`        $operation = new Operation(${text(id)}, ${text(method)}, ${text(path)}, ${text(carrier)}, [${query}], ${text(repeat)}, ${operation.headers.length > 0});`,
      "        $parameters = [", ...ordered.map((field) => `            ${text(field.name)} => $${argument(field.name)},`), "        ];",
      `        ${result === null ? "" : "return "}$this->call($operation, $parameters, $options, ${read});`, "    }");
  }
  lines.push("}", "");
  return lines.join("\n");
}
