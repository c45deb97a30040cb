// Pages of a list. The place says which is shown, so the way back is that of the browser.

import { html } from "./html.js";
import { word } from "./language.js";
import { navigate } from "./router.js";

/** `name` is the query's name of where a page begins. */
export function Pages({ route, next, name = "after" }) {
  const at = route.query[name];
  if (!next && !at) {
    return null;
  }
  const go = (value) => navigate(route.path, { ...route.query, [name]: value });
  return html`<nav class="pages" aria-label=${word("pages")}>
    <button type="button" disabled=${!at} onClick=${() => go("")}>${word("firstPage")}</button>
    <button type="button" disabled=${!next} onClick=${() => go(next)}>${word("nextPage")}</button>
  </nav>`;
}
