// A table that the API makes for a query, such as the trial balance of a day: the query's fields, then the rows and totals.

import { isAllowed } from "../allowed.js";
import { BASE } from "../api.js";
import { Filters } from "../filters.js";
import { html } from "../html.js";
import { word } from "../language.js";
import { useLoad } from "../load.js";
import { Empty, Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { useRoute } from "../router.js";
import { operation, queryFields } from "../schema.js";
import { Table } from "../table.js";

/** `isWhole(query)` says whether enough is known to ask; `columns` are those of the rows. */
export function Sheet({ id, template, isWhole: isEnough, columns, defaults }) {
  const route = useRoute();
  const fields = queryFields(template).filter(({ name }) => !["format", "text"].includes(name));
  const query = { ...defaults(), ...route.query };
  const asked = Object.fromEntries(fields.map(({ name }) => [name, query[name]]).filter(([, value]) => value));
  const isWhole = isEnough(asked);
  const path = `${template}?${new URLSearchParams(asked)}`;
  const state = useLoad(isWhole ? path : null);
  const hasFile = (operation("GET", template)?.parameters ?? []).some(({ name }) => name === "format");
  const file = isWhole && hasFile && isAllowed("GET", template);
  return html`<${Page} title=${word(id)} actions=${
    file &&
    html`<a class="button" download
    href=${`${BASE}${path}&format=csv`}>${word("csv")}</a>`
  }>
    <p class="lead">${word(`${id}.text`)}</p>
    <${Filters} key=${JSON.stringify(asked)} fields=${fields} route=${{ ...route, query: asked }} isOpen />
    ${
      isWhole
        ? html`<${Loaded} state=${state}>${({ body }) => html`<${Rows} id=${id} body=${body}
      columns=${columns} />`}<//>`
        : html`<${Empty} text=${word(`${id}.ask`)} />`
    }
  <//>`;
}

function Rows({ id, body, columns }) {
  if (body.items.length === 0) {
    return html`<${Empty} text=${word("noMatch")} />`;
  }
  return html`<${Table} caption=${word(id)} columns=${columns} items=${body.items} />
    ${
      body.totals?.length > 0 &&
      html`<h2 class="totals">${word("totals")}</h2>
      <${Table} caption=${word("totals")} columns=${["currency", "debit", "credit"]} items=${body.totals} />`
    }`;
}
