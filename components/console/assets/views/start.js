// The first view.

import { html } from "../html.js";
import { word } from "../language.js";
import { Page } from "../page.js";
import { FirstSteps } from "./first-steps.js";

export function Start() {
  return html`<${Page} title=${word("start")}><${FirstSteps} /><//>`;
}
