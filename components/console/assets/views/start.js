// The first view: what waits for a person, what is late, today's money and that of the last days.

import { isAllowed } from "../allowed.js";
import { html } from "../html.js";
import { word } from "../language.js";
import { useLoad } from "../load.js";
import { Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { Time, useEvery } from "../time.js";
import { FirstSteps } from "./first-steps.js";
import { LastDays } from "./last-days.js";
import { Today } from "./today.js";
import { Late, Waiting } from "./waiting.js";

/** How often it is read again. */
const SECONDS = 60;

export function Start() {
  return html`<${Page} title=${word("start")}>
    ${isAllowed("GET", "/overview") && html`<${Overview} />`}
    <${FirstSteps} />
  <//>`;
}

function Overview() {
  const state = useLoad("/overview");
  useEvery(SECONDS, state.reload);
  return html`<${Loaded} state=${state}>${({ body }) => html`
    <p class="lead">${word("asOf")} <${Time} at=${body.at} /></p>
    <${Waiting} counts=${body.waiting} />
    <${Late} late=${body.late} />
    <div class="columns">
    <${Today} today=${body.today} from=${body.from} isComplete=${body.is_complete} />
    <${LastDays} at=${body.at} />
    </div>`}<//>`;
}
