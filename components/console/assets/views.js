// The views that are no lists of a kind of thing, by their places.

import { Account } from "./views/account.js";
import { Audit } from "./views/audit.js";
import { Configuration } from "./views/configuration.js";
import { Start } from "./views/start.js";

/** `template` is the path of the API without which there is no such view. */
export const VIEWS = [
  { id: "start", path: "/", view: Start, group: "start" },
  { id: "configuration", path: "/configuration", template: "/configuration", view: Configuration, group: "configuration" },
  { id: "audit", path: "/audit", template: "/audit", view: Audit, group: "desk" },
  { id: "account", path: "/account", view: Account, group: "none" },
];
