// One order, application, payout, notice or refused payment: what it is, what happened to it, and what can be done.

import { ActionButton } from "../action.js";
import { fill } from "../api.js";
import { Badge } from "../badge.js";
import { html } from "../html.js";
import { capital, word } from "../language.js";
import { useLoad } from "../load.js";
import { Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { placeholders } from "../resources.js";
import { address } from "../router.js";
import { Timeline } from "../timeline.js";
import { useEvery } from "../time.js";
import { Members } from "../value.js";

/** How often what is shown is read again. */
const SECONDS = 30;

export function MoneyItem({ list, values }) {
  const state = useLoad(fill(list.item, values));
  useEvery(SECONDS, state.reload);
  const body = state.answer?.body;
  const name = body?.number ?? values[placeholders(list.item)[0]];
  const actions =
    body &&
    list.actions
      .filter(({ when }) => when(body))
      .map(
        (action) => html`<${ActionButton} key=${action.word}
    method="POST"
    template=${`${list.item}/${action.name}`} values=${values} title=${word(action.word)} text=${word(`${action.word}.text`)}
      fixed=${action.fixed}
    isPrimary=${action.isPrimary} isDanger=${action.isDanger} preset=${preset(body)} etag=${state.answer.etag}
      onDone=${state.reload} />`,
      );
  return html`<${Page} title=${`${capital(word(`${list.id}.one`))} ${name}`} crumbs=${[[address(list.list), word(list.id)]]}
    actions=${actions}
    badge=${body?.status && html`<${Badge} value=${body.status} />`}>
    <${Loaded} state=${state}>${({ body: shown }) => html`
      <section class="panel" aria-label=${word("members")}><${Members} of=${shown} without=${["timeline"]} isLinked /></section>
      ${
        shown.timeline &&
        html`<section class="panel" aria-label=${word("timeline")}><h2>${word("timeline")}</h2><${Timeline}
        events=${shown.timeline} /></section>`
      }`}<//>
  <//>`;
}

// What an action's fields begin with; reasons are always written anew.
const preset = ({ amount, currency }) => ({ amount, currency });
