// What has moved on each day of the overview's series.

import { plus } from "./decimals.js";

/** The states of each part in which the money has moved. */
export const MOVED = { deposits: ["paid", "made_up"], withdrawals: ["paid"], wallet_applications: ["paid"], payouts: ["done"] };

/** The days, the oldest first, each with `{ currency: { part: amount } }` of what has moved. */
export const daysOf = (days) => days.map((one) => ({ day: one.day, isComplete: one.is_complete, sums: moved(one) }));

function moved(day) {
  const sums = {};
  for (const [part, states] of Object.entries(MOVED)) {
    for (const { currency, status, amount } of day[part]) {
      if (states.includes(status) && amount !== null) {
        sums[currency] ??= {};
        sums[currency][part] = plus(sums[currency][part] ?? "0", amount);
      }
    }
  }
  return sums;
}
