// The list of a kind of thing, as a page of its own or as a part of what it belongs to.

import { ActionButton } from "../action.js";
import { isAllowed, mayMake } from "../allowed.js";
import { BASE, call, fill } from "../api.js";
import { Dialog } from "../dialog.js";
import { Filters } from "../filters.js";
import { Form } from "../form.js";
import { html, useState } from "../html.js";
import { small, word } from "../language.js";
import { useLoad } from "../load.js";
import { Empty, Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { Pages } from "../pages.js";
import { parentNames, valuesOf } from "../resources.js";
import { address, useRoute } from "../router.js";
import { itemSchema, queryFields, resolve } from "../schema.js";
import { Table } from "../table.js";
import { say } from "../toast.js";
import { parentCrumbs } from "./crumbs.js";

const LIMIT = 100;

/** The place of a list whose form for a new one is open. */
export const newAddress = (resource, values) => address(fill(resource.list, values), { new: "1" });

/** A list as a page. */
export function ResourceList({ resource, values }) {
  const route = useRoute();
  const after = route.query.after ?? "";
  const fields = filtersOf(resource);
  const asked = Object.fromEntries(fields.map(({ name }) => [name, route.query[name]]).filter(([, value]) => value));
  const query = new URLSearchParams({ limit: LIMIT, ...asked, ...(after && { after }) });
  const state = useLoad(`${fill(resource.list, values)}?${query}`);
  return html`<${Page} title=${word(resource.id)} crumbs=${parentCrumbs(resource, values)} actions=${html`<${CsvLink}
    resource=${resource} asked=${asked} /><${New} resource=${resource} values=${values} reload=${state.reload} />`}>
    <p class="lead">${word(`${resource.id}.text`)}</p>
    ${fields.length > 0 && html`<${Filters} key=${JSON.stringify(asked)} fields=${fields} route=${route} />`}
    <${Loaded} state=${state}>${({ body }) => html`
      <${Items} resource=${resource} values=${values} items=${body.items} reload=${state.reload} />
      <${Pages} route=${route} next=${body.next} />`}<//>
  <//>`;
}

/** The filters of a list; the statuses are those that its items have. */
function filtersOf(resource) {
  const { properties = {} } = itemSchema(resource.list);
  return queryFields(resource.list).map((field) => {
    const choices = resolve(properties[field.name]).enum;
    return choices ? { ...field, kind: "choice", choices } : field;
  });
}

/** A list as a section of an item's page. */
export function ResourceSection({ resource, values }) {
  const state = useLoad(`${fill(resource.list, values)}?limit=${LIMIT}`);
  return html`<section class="panel" aria-label=${word(resource.id)}>
    <header><h2>${word(resource.id)}</h2><div class="actions"><${New} resource=${resource} values=${values}
      reload=${state.reload} /></div></header>
    <${Loaded} state=${state}>${({ body }) => html`
      <${Items} resource=${resource} values=${values} items=${body.items} reload=${state.reload} isPart />
      ${body.next && html`<p><a href=${address(fill(resource.list, values), { after: body.next })}>${word("more")}</a></p>`}`}<//>
  </section>`;
}

function CsvLink({ resource, asked }) {
  const path = `/reports/${resource.id}.csv`;
  return isAllowed("GET", path) && parentNames(resource).length === 0
    ? html`<a class="button" download href=${`${BASE}${path}?${new URLSearchParams(asked)}`}>${word("csv")}</a>`
    : null;
}

function New({ resource, values, reload }) {
  const title = word("newOf", { what: word(`${resource.id}.one`) });
  if (resource.make === "POST" && resource.isListOnly) {
    return html`<${ActionButton} method="POST" template=${resource.list} values=${values} title=${title} isPrimary
      onDone=${reload} />`;
  }
  return mayMake(resource) ? html`<a class="button primary" href=${newAddress(resource, values)}>${title}</a>` : null;
}

function Items({ resource, values, items, reload, isPart }) {
  if (items.length === 0) {
    return html`<${Empty}
      text=${word("noneOf", { what: small(word(resource.id)) })}>${isPart && html`<p>${word(`${resource.id}.text`)}</p>`}<//>`;
  }
  const path = (item) => fill(resource.item, valuesOf(resource, item, values));
  const link = resource.item && !resource.isListOnly ? (item) => address(path(item)) : null;
  const retire =
    resource.retire && isAllowed("DELETE", deletePath(resource))
      ? (item) => item.status === "active" && html`<${Retire} resource=${resource} path=${path(item)} reload=${reload} />`
      : null;
  return html`<${Table} caption=${word(resource.id)} columns=${resource.columns} items=${items} link=${link} actions=${retire}
    keyOf=${(item) => JSON.stringify(valuesOf(resource, item, {}))} />`;
}

// The description calls the last part of both tokens' paths `{id}`.
const deletePath = (resource) => resource.item.replace("{token_id}", "{id}");

function Retire({ resource, path, reload }) {
  const [isOpen, setOpen] = useState(false);
  const title = word(resource.retire);
  const submit = async () => {
    await call("DELETE", path);
    setOpen(false);
    say(word("didIt", { what: title }));
    reload();
  };
  return html`<button type="button" class="danger small" onClick=${() => setOpen(true)}>${title}</button>
    ${
      isOpen &&
      html`<${Dialog} title=${title} onClose=${() => setOpen(false)}>
      <${Form} fields=${[]} submitLabel=${title} isDanger onSubmit=${submit}
        onCancel=${() => setOpen(false)}><p>${word("retireText")}</p><//>
    <//>`
    }`;
}
