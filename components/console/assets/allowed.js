// What whoever is signed in may do.

import { scopeOf } from "./schema.js";
import { may } from "./session.js";

/** Whether the API has such an operation, and whoever is signed in may use it. */
export function isAllowed(method, template) {
  const scope = scopeOf(method, template);
  return scope !== undefined && (scope === null || may(scope));
}

/** Whether whoever is signed in may make one of a kind of thing, by its form. */
export const mayMake = ({ make, item, list }) =>
  make === "PUT" ? isAllowed("PUT", item) : make === "POST" && isAllowed("POST", list);

/** Whether whoever is signed in may change one. */
export const mayChange = ({ item }) => isAllowed("PATCH", item) || isAllowed("PUT", item);
