// Every list as a file.

import { isAllowed } from "../allowed.js";
import { BASE } from "../api.js";
import { html } from "../html.js";
import { capital, hasWord, valueLabel, word } from "../language.js";
import { Page } from "../page.js";
import { reports } from "../schema.js";

export function Reports() {
  const shown = reports()
    .filter((path) => isAllowed("GET", path))
    .map((path) => [path, path.replace("/reports/", "").replace(".csv", "")]);
  return html`<${Page} title=${word("reports")}>
    <p class="lead">${word("reports.text")}</p>
    <section class="panel" aria-label=${word("reports")}>
      <ul class="files">${shown.map(
        ([path, id]) => html`<li key=${id}><a download
        href=${`${BASE}${path}`}>${hasWord(id) ? word(id) : capital(valueLabel(id))}</a></li>`,
      )}</ul>
    </section>
  <//>`;
}
