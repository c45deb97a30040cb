// Bars by day, drawn by hand, with the same numbers as a table for whoever would rather read.

import { largest, share } from "./decimals.js";
import { html } from "./html.js";
import { label, word } from "./language.js";
import { Table } from "./table.js";
import { grouped } from "./value.js";

const WIDTH = 640;
const HEIGHT = 190;
const BASE = 160;
const TOP = 12;

/** `days` are `{ day, values: { series: amount } }`, the oldest first; `series` names in the order of their bars. */
export function DayChart({ title, days, series }) {
  const most = largest(days.flatMap(({ values }) => series.map((name) => values[name] ?? "0")));
  const slot = WIDTH / days.length;
  const bar = Math.min(22, (slot * 0.7) / series.length);
  const left = (day, at) => day * slot + (slot - bar * series.length) / 2 + at * bar;
  const height = (amount) => share(amount ?? "0", most) * (BASE - TOP);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <ul class="legend">${series.map(
      (name, at) => html`<li key=${name}><svg viewBox="0 0 10 10" width="10" height="10"
      aria-hidden="true"><rect width="10" height="10" rx="2" class=${`series-${at}`} /></svg> ${label(name)}</li>`,
    )}</ul>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${`${title}. ${word("chartTable")}`}>
      <line x1="0" x2=${WIDTH} y1=${BASE} y2=${BASE} class="axis" />
      <text x="0" y="10" class="scale">${grouped(most)}</text>
      ${days.map(
        ({ day, values }, index) => html`<g key=${day}>
        ${series.map(
          (name, at) => html`<rect key=${name} class=${`series-${at}`} x=${left(index, at)} width=${bar - 2}
          y=${BASE - height(values[name])} height=${height(values[name])}
            rx="2"><title>${`${day} ${label(name)} ${grouped(values[name] ?? "0")}`}</title></rect>`,
        )}
        <text x=${index * slot + slot / 2} y=${HEIGHT - 12} class="day">${day.slice(5)}</text>
      </g>`,
      )}
    </svg>
    <details><summary>${word("asTable")}</summary>
      <${Table} caption=${title} items=${days} keyOf=${({ day }) => day}
        columns=${["day", ...series.map((name) => ({ name: `values.${name}`, title: label(name), isNumber: true, cell: ({ values }) => html`<span class="amount">${grouped(values[name] ?? "0")}</span>` }))]} />
    </details>
  </figure>`;
}
