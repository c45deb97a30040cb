// From an answer to a result or to an error of the catalogue.

import type { Details } from "./errors.js";
import { fault, kindOf } from "./fault.js";
import { parseJson } from "./json.js";
import { CODES, type Kind } from "./kinds.js";
import type { Answer } from "./transport.js";

type Json = Record<string, unknown>;

/** How far two clocks may be apart, in seconds. */
const CLOCK_LIMIT = 300;

/** How a part of the bundle answers. */
export type Part = "cashier" | "backOffice" | "wallet" | "payee" | "delivery";

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** The result of an operation; `now` in unix milliseconds tells a wrong clock from a wrong key. */
export function resultOf(part: Part, operation: string, answer: Answer, now: number): unknown {
  const { status, headers } = answer;
  const after = headers.get("retry-after");
  const details: Details = {
    operation, status, requestId: headers.get("x-request-id") ?? undefined,
    retryAfter: after !== null && /^[0-9]{1,9}$/.test(after) ? Number(after) : undefined,
  };
  let body: unknown;
  try {
    body = parseJson(answer.text);
  } catch {
    throw fault(byStatus(status) ?? "truncated", { ...details, reason: status >= 300 ? `HTTP ${status}` : "no JSON" });
  }
  const refusal = refusalOf(part, status, body);
  if (refusal === undefined) {
    throw fault(byStatus(status) ?? "truncated", { ...details, reason: status >= 300 ? `HTTP ${status}` : "not the contract's form" });
  }
  if (refusal === null) {
    return part === "cashier" || part === "backOffice" ? (body as Json)["data"] : body;
  }
  let kind = refusal.kind ?? kindOf(part === "backOffice" ? "cashier" : part, refusal.code ?? "", refusal.reason ?? "")
    ?? byStatus(status) ?? "request";
  if (kind === "signature") {
    const date = Date.parse(headers.get("date") ?? "");
    if (part === "backOffice") {
      kind = "authentication";
    } else if (part === "cashier" && Math.abs(date - now) > CLOCK_LIMIT * 1000) {
      kind = "clock";
    }
  } else if (kind === "conflict" && details.retryAfter !== undefined) {
    kind = "in_progress";
  } else if (kind === "server" && status === 503) {
    kind = "unavailable";
  }
  throw fault(kind, { ...details, code: refusal.code, reason: refusal.reason, fields: refusal.fields });
}

function byStatus(status: number): Kind | undefined {
  return [502, 503, 504].includes(status) ? "unavailable" : status >= 500 ? "server" : status === 429 ? "rate" : status >= 300 ? "request" : undefined;
}

interface Refusal {
  readonly code?: string;
  readonly reason?: string;
  readonly fields?: Record<string, string[]>;
  readonly kind?: Kind;
}

/** `null`: a success. `undefined`: no answer of this part. */
function refusalOf(part: Part, status: number, body: unknown): Refusal | null | undefined {
  if (!isObject(body)) {
    return undefined;
  }
  if (part === "cashier" || part === "backOffice") {
    const code = textOf(body["code"]);
    const message = body["message"];
    if (code === "200" && status === 200 && "data" in body) {
      return null;
    }
    if (!CODES["cashier"]?.some(([known]) => known === code)) {
      return undefined;
    }
    const fields = isObject(message)
      ? Object.fromEntries(Object.entries(message).map(([name, rules]) => [name, [rules].flat().map(textOf)]))
      : {};
    return { code, reason: textOf(message).slice(0, 200), fields };
  }
  if (part === "payee") {
    const [code, message] = [textOf(body["ret_code"]), textOf(body["ret_msg"]).slice(0, 200)];
    if (code === "000100" && status === 200) {
      return null;
    }
    const named = / : ([A-Za-z0-9_.-]+)$/.exec(message)?.[1];
    return code === "" ? undefined : { code, reason: message, fields: named === undefined ? {} : { [named]: [message] } };
  }
  if (part === "wallet") {
    const errors = body["errors"];
    if (errors === undefined) {
      return status === 200 && "data" in body ? null : undefined;
    }
    const list = (Array.isArray(errors) ? errors : []).filter(isObject);
    const fields: Record<string, string[]> = {};
    for (const error of list) {
      const source = isObject(error["source"]) ? error["source"] : {};
      const name = textOf(source["pointer"]) || textOf(source["parameter"]);
      if (name !== "") {
        fields[name] = [...(fields[name] ?? []), textOf(error["detail"]).slice(0, 200)];
      }
    }
    const first = list[0];
    return first ? { code: textOf(first["code"]), reason: textOf(first["detail"]).slice(0, 200), fields } : undefined;
  }
  const error = textOf(body["error"]);
  return status === 200 ? null : error === "" ? undefined : { code: error, reason: error };
}
