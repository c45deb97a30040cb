// One thing: its members, what can be done with it, and what belongs to it.

import { ActionButton } from "../action.js";
import { isAllowed, mayChange } from "../allowed.js";
import { Badge } from "../badge.js";
import { fill } from "../api.js";
import { html } from "../html.js";
import { capital, word } from "../language.js";
import { useLoad } from "../load.js";
import { Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { ownNames, parentNames, resource as find } from "../resources.js";
import { address } from "../router.js";
import { StatusButton } from "../status-button.js";
import { Members } from "../value.js";
import { parentCrumbs } from "./crumbs.js";
import { ResourceSection } from "./resource-list.js";

export function ResourceItem({ resource, values }) {
  const path = fill(resource.item, values);
  const state = useLoad(path);
  const name = ownNames(resource)
    .map((one) => values[one])
    .join(" ");
  const title = `${capital(word(`${resource.id}.one`))} ${state.answer?.body.account_no ?? name}`.trim();
  // The path of a payee's account does not name the payee: its body does.
  const parents = Object.fromEntries(parentNames(resource).map((one) => [one, values[one] ?? state.answer?.body[one]]));
  const isPlaced = !resource.isSingle && Object.values(parents).every((one) => one !== undefined);
  const crumbs = isPlaced ? [...parentCrumbs(resource, parents), [address(fill(resource.list, parents)), word(resource.id)]] : [];
  const children = (resource.children ?? []).map(find).filter((child) => isAllowed("GET", child.list));
  return html`<${Page} title=${title} crumbs=${crumbs} badge=${
    state.answer?.body.status &&
    html`<${Badge}
    value=${state.answer.body.status} />`
  }
    actions=${
      state.answer &&
      html`<${Actions} resource=${resource} values=${values} path=${path} state=${state}
      name=${name} />`
    }>
    <${Loaded} state=${state}>${({ body }) => html`
      <section class="panel" aria-label=${word("members")}>
        <${Members} of=${body} without=${["meta", "issued"]} />
      </section>
      ${
        body.meta &&
        html`<section class="panel quiet" aria-label=${word("meta")}><h2>${word("meta")}</h2><${Members}
        of=${body.meta} /></section>`
      }
      ${(resource.related ?? []).map(
        ({ resource: id, path: template }) => html`<p key=${id}><a
        href=${address(fill(template, values))}>${word(`${id}.of`)}</a></p>`,
      )}
      ${
        isAllowed("GET", "/audit") &&
        html`<p><a
        href=${address("/audit", auditQuery(resource, values))}>${word("auditOf")}</a></p>`
      }`}<//>
    ${
      state.answer &&
      children.map(
        (child) => html`<${ResourceSection} key=${child.id} resource=${child}
      values=${childValues(child, values)} />`,
      )
    }
  <//>`;
}

// A child's path has one name in it for what names the parent.
const childValues = (child, values) =>
  Object.fromEntries([...child.list.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, values[name] ?? Object.values(values)[0]]));

/** As the audit names things: kind and key. */
const auditQuery = (resource, values) => ({
  resource: word(`${resource.id}.audit`),
  key: resource.isSingle ? "" : Object.values(values).join("/"),
});

function nextStatuses(resource, status) {
  if (resource.hasStatus) {
    return [status === "active" ? "suspended" : "active"];
  }
  return (resource.moves?.[status] ?? resource.moves?.["*"] ?? []).filter((to) => to !== status);
}

function Actions({ resource, values, path, state, name }) {
  const { body, etag } = state.answer;
  const isChangeable = mayChange(resource);
  return html`
    ${isChangeable && !resource.isKept && html`<a class="button" href=${address(path, { edit: "1" })}>${word("edit")}</a>`}
    ${(resource.actions ?? [])
      .filter((action) => action.when?.(body) ?? true)
      .map(
        (action) => html`<${ActionButton}
      key=${action.name}
      method=${action.method} template=${`${resource.item}/${action.name}`} values=${values} title=${word(action.word)}
      text=${word(`${action.word}.text`)} isDanger=${action.isDanger} onDone=${state.reload} />`,
      )}
    ${
      isChangeable &&
      nextStatuses(resource, body.status).map(
        (to) => html`<${StatusButton} key=${to} path=${path} to=${to}
      name=${name} etag=${etag} onDone=${state.reload} />`,
      )
    }`;
}
