// What there is to see, in groups. A view without its route in the API, or without the scope, is left out.

import { isAllowed } from "./allowed.js";
import { word } from "./language.js";
import { LISTS } from "./lists.js";
import { RESOURCES } from "./resources.js";
import { VIEWS } from "./views.js";

/** `[{ title, links: [{ path, text }] }]` for whoever is signed in. */
export function navigation() {
  const resources = (group) =>
    RESOURCES.filter((one) => one.group === group).map(({ id, list }) => ({ path: list, text: word(id), template: list }));
  const views = (group) =>
    VIEWS.filter((one) => one.group === group).map(({ id, path, template }) => ({ path, text: word(id), template }));
  const lists = (group) =>
    LISTS.filter((one) => one.group === group).map(({ id, list }) => ({ path: list, text: word(id), template: list }));
  return [
    { title: "", links: views("start") },
    { title: word("group.money"), links: lists("money") },
    { title: word("group.books"), links: [...lists("books"), ...resources("books"), ...views("books")] },
    { title: word("group.configuration"), links: [...resources("configuration"), ...views("configuration")] },
    { title: word("group.desk"), links: [...resources("desk"), ...views("desk")] },
  ]
    .map(({ title, links }) => ({ title, links: links.filter(({ template }) => !template || isAllowed("GET", template)) }))
    .filter(({ links }) => links.length > 0);
}
