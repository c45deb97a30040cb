// What stands where something is read: a note while it is, the refusal, or what was read.

import { html } from "./html.js";
import { word } from "./language.js";
import { ProblemNotice } from "./problem.js";

/** `state` is what `useLoad` gives; `children` is a function of the answer. */
export function Loaded({ state, children }) {
  if (state.problem) {
    return html`<${ProblemNotice} problem=${state.problem} onRetry=${state.reload} />`;
  }
  if (!state.answer) {
    return html`<p class="loading" role="status">${word("loading")}</p>`;
  }
  return html`<div aria-busy=${state.isLoading}>${children(state.answer)}</div>`;
}

/** What a list without items says, and what to do about it. */
export const Empty = ({ text, children }) => html`<div class="empty"><p>${text}</p>${children}</div>`;
