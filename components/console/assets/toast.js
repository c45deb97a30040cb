// Short news at the edge of the page, read out by screen readers.

import { html } from "./html.js";
import { word } from "./language.js";
import { store, useStore } from "./store.js";

const SHOWN_MS = 6_000;

const news = store([]);
let serial = 0;

/** Tells something; `tone` is "good" or "bad". What is bad stays until it is closed. */
export function say(text, tone = "good") {
  const id = (serial += 1);
  news.set([...news.get().slice(-3), { id, text, tone }]);
  if (tone !== "bad") {
    setTimeout(() => close(id), SHOWN_MS);
  }
}

const close = (id) => news.set(news.get().filter((one) => one.id !== id));

/** Where they are shown; stands in the page from the beginning, so that screen readers watch it. */
export function Toasts() {
  const all = useStore(news);
  return html`<div class="toasts" role="status" aria-live="polite" aria-atomic="false">
    ${all.map(
      ({ id, text, tone }) => html`<p key=${id} class=${`toast ${tone}`}>
      <span>${text}</span>
      <button type="button" class="plain" aria-label=${word("close")} onClick=${() => close(id)}>×</button>
    </p>`,
    )}
  </div>`;
}
