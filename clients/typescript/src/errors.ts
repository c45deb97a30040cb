// One error class; catalogue.ts has its subclasses. `kind` is for programs, `advice` for people.

import { ADVICE, NOT_SENT, UNKNOWN, type Kind } from "./kinds.js";

/** What is known about the command: never sent, refused (nothing changed), or unknown. */
export type Outcome = "not_sent" | "refused" | "unknown";

export interface Details {
  /** The operation, for instance `pay`. */
  readonly operation?: string | undefined;
  /** The contract's own code: `403`, `000022`, `service_busy`. */
  readonly code?: string | undefined;
  /** The contract's own message. */
  readonly reason?: string | undefined;
  /** HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  /** `x-request-id` of the answer. */
  readonly requestId?: string | undefined;
  /** Fields that break a rule, with the rules. */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Seconds that the server asks to wait. */
  readonly retryAfter?: number | undefined;
}

/** The base class of all errors of this library. It holds no key, no token, no signature and no parameter's value. */
export class FeiqianError extends Error {
  readonly kind: Kind;
  readonly advice: string;
  readonly outcome: Outcome;
  readonly operation: string | undefined;
  readonly code: string | undefined;
  readonly reason: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly retryAfter: number | undefined;

  constructor(kind: Kind, details: Details = {}) {
    const what = [details.operation, details.code, details.reason].filter((part) => part !== undefined && part !== "");
    const fields = Object.entries(details.fields ?? {}).map(([name, rules]) => `${name}: ${rules.join(", ")}`);
    super(`${[...what, ...fields].join(": ") || kind}. ${ADVICE[kind]}`);
    this.name = new.target.name;
    this.kind = kind;
    this.advice = ADVICE[kind];
    this.outcome = NOT_SENT.includes(kind) ? "not_sent" : UNKNOWN.includes(kind) ? "unknown" : "refused";
    this.operation = details.operation;
    this.code = details.code;
    this.reason = details.reason;
    this.status = details.status;
    this.requestId = details.requestId;
    this.fields = details.fields ?? {};
    this.retryAfter = details.retryAfter;
  }
}
