// Today's money by part, currency and state.

import { Badge } from "../badge.js";
import { html } from "../html.js";
import { label, word } from "../language.js";
import { Table } from "../table.js";
import { Time } from "../time.js";

export function Today({ today, from, isComplete }) {
  const rows = Object.entries(today).flatMap(([part, sums]) => sums.map((sum) => ({ part, ...sum })));
  return html`<section class="panel" aria-label=${word("today")}>
    <h2>${word("today")}</h2>
    <p class="hint">${word("today.since")} <${Time} at=${from} />${!isComplete && html` ${word("today.part")}`}</p>
    ${
      rows.length === 0
        ? html`<p class="none">${word("today.none")}</p>`
        : html`<${Table} caption=${word("today")} items=${rows}
      columns=${[{ name: "part", cell: ({ part }) => label(part) }, "currency", { name: "status", cell: ({ status }) => html`<${Badge} value=${status} />` }, { name: "count", isNumber: true }, "amount"]}
      keyOf=${({ part, currency, status }) => `${part} ${currency} ${status}`} />`
    }
  </section>`;
}
