// The types of an operation's parameters and result, out of the OpenAPI document.

import type { operations } from "./openapi.js";

/** The name of an operation, as in the OpenAPI document. */
export type Operation = keyof operations;

type Content<Body> = Body extends { content: infer Media } ? Media[keyof Media] : object;
type Body<Id extends Operation> = operations[Id] extends { requestBody?: infer Given } ? ([Given] extends [never] ? object : Content<NonNullable<Given>>) : object;
type Query<Id extends Operation> = operations[Id]["parameters"] extends { query?: infer Given } ? ([NonNullable<Given>] extends [never] ? object : NonNullable<Given>) : object;
type Path<Id extends Operation> = operations[Id]["parameters"] extends { path?: infer Given } ? ([NonNullable<Given>] extends [never] ? object : NonNullable<Given>) : object;

/** What an operation is given: its own parameters, without those that the library adds. */
export type Parameters<Id extends Operation> = Body<Id> & Query<Id> & Path<Id>;

type Success<Id extends Operation> = operations[Id]["responses"] extends { 200: { content: infer Media } } ? Media[keyof Media] : never;

/** What an operation answers: `data` of the cashier, the whole answer of the others. */
export type Result<Id extends Operation> =
  Success<Id> extends infer Answer
    ? Answer extends { code: 200; data: infer Data } ? Data
    : Answer extends { ret_code: "000100" } ? Answer
    : Answer extends { code: number } | { ret_code: string } ? never
    : Answer
    : never;

export interface CallOptions {
  /** Makes a command of the wallet and the payee API safe to repeat. */
  readonly idempotencyKey?: string;
  /** Milliseconds for one attempt; instead of the client's. */
  readonly timeout?: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
}
