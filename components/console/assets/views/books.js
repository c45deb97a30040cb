// The trial balance and the daily statement.

import { html } from "../html.js";
import { Sheet } from "./sheet.js";

const amounts = (...names) => names.map((name) => ({ name, isNumber: true }));

/** Today, as the API writes days. */
const today = () => new Date().toISOString().slice(0, 10);

export const TrialBalance = () => html`<${Sheet} id="trial-balance" template="/ledger/trial-balance"
  isWhole=${({ day }) => Boolean(day)} defaults=${() => ({ day: today() })}
  columns=${["account", "currency", ...amounts("debit", "credit", "balance")]} />`;

/** All wallets together have no merchant. */
const isOfSomebody = ({ day, part, merchant }) => Boolean(day && (merchant || part === "wallet"));

export const DailyStatement = () => html`<${Sheet} id="daily-statement" template="/statements/daily"
  isWhole=${isOfSomebody} defaults=${() => ({ day: today() })}
  columns=${["day", "part", "merchant", "currency", "item", ...amounts("opening", "count", "amount", "closing")]} />`;
