// Errors by their kinds, and kinds by the contracts' codes.

import { CLASSES } from "./catalogue.js";
import { CODES, type Kind } from "./kinds.js";
import type { Details, FeiqianError } from "./errors.js";

/** The error of a kind, of its class. */
export const fault = (kind: Kind, details: Details = {}): FeiqianError => new CLASSES[kind](kind, details);

/** The kind of a code and message of a part. */
export function kindOf(part: string, code: string, message: string): Kind | undefined {
  return CODES[part]?.find(([known, text]) => known === code && (text === "*" || text === message))?.[2];
}
