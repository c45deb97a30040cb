// What operators did, the newest first.

import { Badge } from "../badge.js";
import { Filters } from "../filters.js";
import { html } from "../html.js";
import { label, word } from "../language.js";
import { useLoad } from "../load.js";
import { Empty, Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { Pages } from "../pages.js";
import { useRoute } from "../router.js";
import { queryFields } from "../schema.js";
import { Table } from "../table.js";
import { Value } from "../value.js";

const COLUMNS = ["at", "operator", "action", "resource", "key", "client_ip"];

export function Audit() {
  const route = useRoute();
  const fields = queryFields("/audit");
  const asked = Object.fromEntries(
    [...fields.map(({ name }) => name), "before"].filter((name) => route.query[name]).map((name) => [name, route.query[name]]),
  );
  const state = useLoad(`/audit?${new URLSearchParams({ ...asked, limit: "50" })}`);
  return html`<${Page} title=${word("audit")}>
    <p class="lead">${word("audit.text")}</p>
    <${Filters} key=${JSON.stringify(route.query)} fields=${fields} route=${route} />
    <${Loaded} state=${state}>${({ body }) => html`
      ${
        body.items.length === 0
          ? html`<${Empty} text=${word("noMatch")} />`
          : html`<${Table} caption=${word("audit")}
        columns=${[...COLUMNS, { name: "change", title: word("change"), cell: Change }]} items=${body.items}
          keyOf=${(row) => row.id} />`
      }
      <${Pages} route=${route} next=${body.next} name="before" />`}<//>
  <//>`;
}

/** The members that differ between before and after. */
function Change({ before, after, token_id: token }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changed = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
  return html`<details>
    <summary>${word("changes", { count: changed.length })}${token && html` <${Badge} value="token" />`}</summary>
    <dl class="changes">${changed.map(
      (name) => html`<div key=${name}>
      <dt>${label(name)}</dt>
      <dd>${
        before &&
        html`<del><${Value} name=${name} value=${before[name]}
        isCopied=${false} /></del> `
      }${
        after &&
        html`<ins><${Value} name=${name} value=${after[name]}
          isCopied=${false} /></ins>`
      }</dd>
    </div>`,
    )}</dl>
  </details>`;
}
