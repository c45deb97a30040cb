// The money of each day, of what the overview counted from each day's beginning on.

import { minus, plus } from "./decimals.js";

/** The states of each part in which the money has moved. */
export const MOVED = { deposits: ["paid", "made_up"], withdrawals: ["paid"], wallet_applications: ["paid"], payouts: ["done"] };

/** What `/overview` counted from a moment on: `{ currency: { part: amount } }` of what has moved. */
export function moved(today) {
  const sums = {};
  for (const [part, states] of Object.entries(MOVED)) {
    for (const { currency, status, amount } of today[part] ?? []) {
      if (states.includes(status) && amount !== null) {
        sums[currency] ??= {};
        sums[currency][part] = plus(sums[currency][part] ?? "0", amount);
      }
    }
  }
  return sums;
}

/** The days, the oldest first, of what was counted from each one's beginning on. */
export function daysOf(counted) {
  return counted.map(({ day, sums }, at) => {
    const later = counted[at + 1]?.sums ?? {};
    const parts = (currency) =>
      Object.entries(sums[currency]).map(([part, amount]) => [part, minus(amount, later[currency]?.[part] ?? "0")]);
    return {
      day,
      sums: Object.fromEntries(Object.keys(sums).map((currency) => [currency, Object.fromEntries(parts(currency))])),
    };
  });
}
