// What waits for a person, and what is late: counts that lead to the lists.

import { isAllowed } from "../allowed.js";
import { fill } from "../api.js";
import { html } from "../html.js";
import { label, word } from "../language.js";
import { address } from "../router.js";
import { Time } from "../time.js";

/** Where each count leads: path and filters. */
const PLACES = {
  withdrawals_to_approve: ["/withdrawals", { status: "open" }],
  withdrawals_to_pay: ["/withdrawals", { status: "approved" }],
  wallet_applications: ["/wallet-applications", { status: "open" }],
  top_ups: ["/payee-merchants", {}],
  payees: ["/payees", { status: "pending" }],
  payouts_in_conflict: ["/payouts", { status: "conflict" }],
  dead_notices: ["/notices", { status: "dead" }],
  refused_payments: ["/refused-payments", { status: "open" }],
  unmatched_items: ["/reconciliations", {}],
};

/** From so many on it is not counted any further. */
const COUNTED = 10_000;

export function Waiting({ counts }) {
  const all = Object.entries(counts);
  const isCalm = all.every(([, count]) => count === 0);
  return html`<section aria-label=${word("waiting")}>
    <h2>${word("waiting")}</h2>
    ${isCalm && html`<p>${word("waiting.none")}</p>`}
    <ul class="counts">${all.map(
      ([name, count]) => html`<li key=${name} class=${count > 0 ? "some" : ""}><${Count} name=${name}
      count=${count} /></li>`,
    )}</ul>
  </section>`;
}

function Count({ name, count }) {
  const [path, query] = PLACES[name] ?? [];
  const text = html`<strong>${count >= COUNTED ? `${COUNTED}+` : count}</strong> <span>${label(`count_${name}`)}</span>`;
  return path && isAllowed("GET", path) ? html`<a href=${address(path, query)}>${text}</a>` : html`<div>${text}</div>`;
}

/** The oldest of each kind, and the path of its view. */
const ITEMS = {
  notice: ["/notices/{event_id}", "event_id"],
  payout: ["/payouts/{id}", "id"],
  deposit: ["/deposits/{order_sn}", "order_sn"],
  withdrawal: ["/withdrawals/{order_sn}", "order_sn"],
  wallet_application: ["/wallet-applications/{id}", "id"],
};

export function Late({ late }) {
  const all = Object.entries(late).filter(([, item]) => item !== null);
  return html`<section class="panel" aria-label=${word("late")}>
    <h2>${word("late")}</h2>
    ${
      all.length === 0
        ? html`<p class="none">${word("late.none")}</p>`
        : html`<ul
      class="late">${all.map(
        ([name, item]) => html`<li key=${name}>
      <span>${label(`oldest_${name}`)}</span> <${Oldest} name=${name} item=${item} /> <${Time}
        at=${item.due_at ?? item.created_at} />
    </li>`,
      )}</ul>`
    }
  </section>`;
}

function Oldest({ name, item }) {
  const [template, key] = ITEMS[name] ?? [];
  return template
    ? html`<a
    href=${address(fill(template, { [key]: item[key] }))}><code>${item[key]}</code></a>`
    : html`<code>${Object.values(item)[0]}</code>`;
}
