// The views that are no lists of a kind of thing, by their places.

import { Account } from "./views/account.js";
import { Audit } from "./views/audit.js";
import { DailyStatement, TrialBalance } from "./views/books.js";
import { Configuration } from "./views/configuration.js";
import { Reports } from "./views/reports.js";
import { Start } from "./views/start.js";

/** `template` is the path of the API without which there is no such view. */
export const VIEWS = [
  { id: "start", path: "/", view: Start, group: "start" },
  { id: "trial-balance", path: "/ledger/trial-balance", template: "/ledger/trial-balance", view: TrialBalance, group: "books" },
  { id: "daily-statement", path: "/statements/daily", template: "/statements/daily", view: DailyStatement, group: "books" },
  { id: "reports", path: "/reports", template: "/reports/deposits.csv", view: Reports, group: "books" },
  { id: "configuration", path: "/configuration", template: "/configuration", view: Configuration, group: "configuration" },
  { id: "audit", path: "/audit", template: "/audit", view: Audit, group: "desk" },
  { id: "account", path: "/account", view: Account, group: "none" },
];
