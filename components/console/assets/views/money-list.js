// A list of money or books: filters that stand in the place, a page of rows, and the same as a file.

import { ActionButton } from "../action.js";
import { isAllowed } from "../allowed.js";
import { BASE, fill } from "../api.js";
import { Filters } from "../filters.js";
import { html } from "../html.js";
import { small, word } from "../language.js";
import { useLoad } from "../load.js";
import { Empty, Loaded } from "../loaded.js";
import { placeholders } from "../resources.js";
import { Page } from "../page.js";
import { Pages } from "../pages.js";
import { address, navigate, useRoute } from "../router.js";
import { queryFields } from "../schema.js";
import { Table } from "../table.js";
import { useEvery } from "../time.js";

const LIMIT = 50;

/** How often what is shown is read again. */
const SECONDS = 60;

export function MoneyList({ list }) {
  const route = useRoute();
  const fields = queryFields(list.list);
  const asked = Object.fromEntries(fields.map(({ name }) => [name, route.query[name]]).filter(([, value]) => value));
  const after = route.query.after ? { after: route.query.after } : {};
  const state = useLoad(`${list.list}?${new URLSearchParams({ ...asked, ...after, limit: LIMIT })}`);
  useEvery(SECONDS, state.reload);
  const open = (made) => navigate(fill(list.item, made));
  const actions = html`
    ${
      isAllowed("GET", `/reports/${list.id}.csv`) &&
      html`<a class="button" download
      href=${`${BASE}/reports/${list.id}.csv?${new URLSearchParams(asked)}`}>${word("csv")}</a>`
    }
    ${(list.listActions ?? []).map(
      (action) => html`<${ActionButton} key=${action.word} method="POST" template=${action.template}
      title=${word(action.word)} text=${word(`${action.word}.text`)} isPrimary=${action.isOpened}
        onDone=${(answer) => (action.isOpened ? open(answer.body) : state.reload())} />`,
    )}`;
  return html`<${Page} title=${word(list.id)} actions=${actions}>
    <${Filters} key=${JSON.stringify(asked)} fields=${fields} route=${route} />
    <${Loaded} state=${state}>${({ body }) => html`
      <${Rows} list=${list} items=${body.items} isFiltered=${Object.keys(asked).length > 0} hasMore=${Boolean(body.next)} />
      <${Pages} route=${route} next=${body.next} />`}<//>
  <//>`;
}

function Rows({ list, items, isFiltered, hasMore }) {
  if (items.length === 0 && hasMore) {
    return html`<${Empty} text=${word("noneHere")} />`;
  }
  if (items.length === 0) {
    return html`<${Empty}
      text=${isFiltered ? word("noMatch") : word("noneOf", { what: small(word(list.id)) })}><p>${word(`${list.id}.text`)}</p><//>`;
  }
  return html`<${Table} caption=${word(list.id)} columns=${list.columns} items=${items} link=${linkOf(list)} />`;
}

/** Where a row leads. */
export function linkOf(list) {
  if (list.link) {
    return (item) => address(...list.link(item));
  }
  const [name] = list.item ? placeholders(list.item) : [];
  return name ? (item) => address(fill(list.item, { [name]: item[name] })) : null;
}
