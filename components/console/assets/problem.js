// A refusal as people read it.

import { html } from "./html.js";
import { hasWord, word } from "./language.js";

/** What a refusal says: in the page's words where it has some, else in the API's. */
export function problemText(problem) {
  if (problem.status === 404 && problem.code === "") {
    return word("problem_no_route");
  }
  const name = `problem_${problem.code}`;
  const text = hasWord(name) ? word(name, { seconds: problem.retryAfter ?? "" }) : problem.message;
  return text;
}

/** `elsewhere` are texts about what no input shows. */
export function ProblemNotice({ problem, elsewhere = [], onRetry }) {
  return html`<div class="problem notice bad" role="alert" tabindex="-1">
    <p><strong>${problemText(problem)}</strong></p>
    ${elsewhere.length > 0 && html`<ul>${elsewhere.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
    ${onRetry && html`<button type="button" onClick=${onRetry}>${word("again")}</button>`}
  </div>`;
}
