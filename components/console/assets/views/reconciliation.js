// A reconciliation: how its items came out, and those that nobody has dealt with.

import { ActionButton } from "../action.js";
import { isAllowed } from "../allowed.js";
import { BASE, fill } from "../api.js";
import { Filters } from "../filters.js";
import { html } from "../html.js";
import { capital, label, word } from "../language.js";
import { useLoad } from "../load.js";
import { Empty, Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { Pages } from "../pages.js";
import { address, useRoute } from "../router.js";
import { queryFields } from "../schema.js";
import { Table } from "../table.js";
import { Members } from "../value.js";

const ITEMS = "/reconciliations/{id}/items";
const RESOLUTION = "/reconciliations/{id}/items/{item}/resolution";
const FILE = "/reports/reconciliations/{id}/items.csv";
const LIMIT = 100;

/** The counts of a reconciliation, each a filter of its items. */
const OUTCOMES = ["matched", "missing_here", "missing_there", "different_amount", "different_day", "duplicate"];

const COLUMNS = [
  "item",
  "number",
  "outcome",
  "currency",
  { name: "their_amount", isNumber: true },
  "their_day",
  "our_reference",
  { name: "our_amount", isNumber: true },
  "our_day",
  "reason",
];

export function Reconciliation({ list, values }) {
  const state = useLoad(fill(list.item, values));
  const file =
    isAllowed("GET", FILE) &&
    html`<a class="button" download
    href=${`${BASE}${fill(FILE, values)}`}>${word("csv")}</a>`;
  return html`<${Page} title=${`${capital(word(`${list.id}.one`))} ${values.id}`}
    crumbs=${[[address(list.list), word(list.id)]]} actions=${file}>
    <${Loaded} state=${state}>${({ body }) => html`
      <${Counts} body=${body} path=${fill(list.item, values)} />
      <section class="panel" aria-label=${word("members")}><${Members} of=${body} without=${[...OUTCOMES, "open"]}
        isLinked /></section>`}<//>
    <${Items} values=${values} reload=${state.reload} />
  <//>`;
}

function Counts({ body, path }) {
  return html`<ul class="counts">
    <li class=${body.open > 0 ? "some" : ""}><a
      href=${address(path, { open: "true" })}><strong>${body.open}</strong> <span>${label("count_unmatched_items")}</span></a></li>
    ${OUTCOMES.map(
      (outcome) => html`<li key=${outcome}><a
      href=${address(path, { outcome })}><strong>${body[outcome]}</strong> <span>${label(outcome)}</span></a></li>`,
    )}
  </ul>`;
}

function Items({ values, reload }) {
  const route = useRoute();
  const fields = queryFields(ITEMS);
  const asked = Object.fromEntries(
    [...fields.map(({ name }) => name), "after"].map((name) => [name, route.query[name]]).filter(([, value]) => value),
  );
  const state = useLoad(`${fill(ITEMS, values)}?${new URLSearchParams({ ...asked, limit: LIMIT })}`);
  const done = () => {
    state.reload();
    reload();
  };
  const resolve = (item) =>
    item.outcome !== "matched" &&
    item.resolved_at === null &&
    html`<${ActionButton} method="POST"
    template=${RESOLUTION}
    values=${{ ...values, item: item.item }} title=${word("resolve")} text=${word("resolveItem.text")} onDone=${done} />`;
  return html`<section class="panel" aria-label=${word("reconciliation.items")}>
    <h2>${word("reconciliation.items")}</h2>
    <${Filters} key=${JSON.stringify(asked)} fields=${fields} route=${route} />
    <${Loaded} state=${state}>${({ body }) => html`
      ${
        body.items.length === 0
          ? html`<${Empty} text=${word("noMatch")} />`
          : html`<${Table}
        caption=${word("reconciliation.items")} columns=${COLUMNS} items=${body.items}
        actions=${isAllowed("POST", RESOLUTION) ? resolve : null} keyOf=${({ item }) => item} />`
      }
      <${Pages} route=${route} next=${body.next} />`}<//>
  </section>`;
}
