// The head of a view: its title, which gets the focus when the place changes, where it belongs, and what can be done.

import { html, useEffect, useRef } from "./html.js";
import { word } from "./language.js";

let isFirst = true;

/** `crumbs` are `[href, text]` of what it belongs to. */
export function Page({ title, crumbs = [], actions, badge, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · ${word("console")}`;
  }, [title]);
  useEffect(() => {
    // The first place is where the page begins anyway.
    if (!isFirst) {
      window.scrollTo({ top: 0, behavior: "instant" });
      heading.current?.focus({ preventScroll: true });
    }
    isFirst = false;
  }, []);
  return html`<article class="page">
    ${
      crumbs.length > 0 &&
      html`<nav class="crumbs" aria-label=${word("crumbs")}><ol>
      ${crumbs.map(([href, text]) => html`<li key=${href}><a href=${href}>${text}</a></li>`)}
    </ol></nav>`
    }
    <header>
      <h1 ref=${heading} tabindex="-1">${title}</h1>
      ${badge}
      ${actions && html`<div class="actions">${actions}</div>`}
    </header>
    ${children}
  </article>`;
}
