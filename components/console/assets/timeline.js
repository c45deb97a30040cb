// What happened to a thing, the oldest first.

import { Badge } from "./badge.js";
import { html } from "./html.js";
import { hasWord, label, valueLabel, word } from "./language.js";
import { Time } from "./time.js";
import { Value } from "./value.js";

/** What the line itself says, or what nobody reads. */
const ELSEWHERE = ["at", "event", "action", "from", "to", "status", "outcome", "trace_id", "event_id"];

export function Timeline({ events }) {
  if (events.length === 0) {
    return html`<p class="none">${word("noTimeline")}</p>`;
  }
  return html`<ol class="timeline">${events.map(
    (event, at) => html`<li key=${at} class=${`of-${event.event}`}>
    <p class="when"><${Time} at=${event.at} /></p>
    <p class="what"><strong>${title(event)}</strong> ${states(event)}</p>
    <${Details} event=${event} />
  </li>`,
  )}</ol>`;
}

function title(event) {
  const kind = hasWord(`event.${event.event}`) ? word(`event.${event.event}`) : label(event.event);
  return event.action ? `${kind}: ${valueLabel(event.action)}` : kind;
}

function states({ from, to, status, outcome }) {
  return [
    from && html`<${Badge} value=${from} />`,
    from && to && " → ",
    to &&
      html`<${Badge}
    value=${to} />`,
    status && html`<${Badge} value=${status} />`,
    outcome && html`<${Badge} value=${outcome} />`,
  ];
}

function Details({ event }) {
  const shown = Object.entries(event).filter(([name, value]) => !ELSEWHERE.includes(name) && value !== null && value !== "");
  return (
    shown.length > 0 &&
    html`<dl>${shown.map(
      ([name, value]) => html`<div key=${name}>
    <dt>${label(name)}</dt><dd><${Value} name=${name} value=${value} isCopied=${false} /></dd>
  </div>`,
    )}</dl>`
  );
}
