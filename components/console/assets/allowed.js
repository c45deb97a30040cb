// What whoever is signed in may do.

import { scopeOf } from "./schema.js";
import { may } from "./session.js";

/** Whether the API has such an operation, and whoever is signed in may use it. */
export function isAllowed(method, template) {
  const scope = scopeOf(method, template);
  return scope !== undefined && (scope === null || may(scope));
}
