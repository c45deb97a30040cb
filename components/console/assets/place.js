// Which view a place shows.

import { mayChange, mayMake } from "./allowed.js";
import { html } from "./html.js";
import { word } from "./language.js";
import { LISTS } from "./lists.js";
import { Page } from "./page.js";
import { matched, matchResource } from "./resources.js";
import { useRoute } from "./router.js";
import { VIEWS } from "./views.js";
import { MoneyItem } from "./views/money-item.js";
import { MoneyList } from "./views/money-list.js";
import { Reconciliation } from "./views/reconciliation.js";
import { ResourceEdit, ResourceNew } from "./views/resource-form.js";
import { ResourceItem } from "./views/resource-item.js";
import { ResourceList } from "./views/resource-list.js";

export function Place() {
  const { path, parts, query } = useRoute();
  const view = VIEWS.find((one) => one.path === (path === "" ? "/" : path));
  if (view) {
    return html`<${view.view} key=${view.id} />`;
  }
  for (const list of LISTS) {
    if (matched(list.list, parts)) {
      return html`<${MoneyList} key=${list.id} list=${list} />`;
    }
    const values = list.item && matched(list.item, parts);
    if (values) {
      const shown = list.id === "reconciliations" ? Reconciliation : MoneyItem;
      return html`<${shown} key=${path} list=${list} values=${values} />`;
    }
  }
  const found = matchResource(parts);
  if (found) {
    const { resource, kind, values } = found;
    const shown =
      kind === "list"
        ? query.new && mayMake(resource)
          ? ResourceNew
          : ResourceList
        : query.edit && mayChange(resource)
          ? ResourceEdit
          : ResourceItem;
    return html`<${shown} key=${`${path} ${shown.name}`} resource=${resource} values=${values} />`;
  }
  return html`<${Page} key=${path} title=${word("noPlace")}><p><a href="#/">${word("start")}</a></p><//>`;
}
