// The paid money of the last days as bars: of the calendar's days in UTC, as the series of the overview has them.

import { call } from "../api.js";
import { DayChart } from "../chart.js";
import { daysOf, MOVED } from "../day-sums.js";
import { html, useEffect, useId, useState } from "../html.js";
import { label, word } from "../language.js";

const DAYS = 7;

/** `at` is when the overview was read: the series is read anew with it. */
export function LastDays({ at }) {
  const [days, setDays] = useState(null);
  const [chosen, setChosen] = useState("");
  const id = useId();
  useEffect(() => {
    let isCurrent = true;
    call("GET", `/overview/daily?days=${DAYS}`).then(
      ({ body }) => isCurrent && setDays(daysOf(body.days)),
      () => isCurrent && setDays([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [at]);
  const currencies = [...new Set((days ?? []).flatMap(({ sums }) => Object.keys(sums)))];
  if (currencies.length === 0) {
    return null;
  }
  const currency = currencies.includes(chosen) ? chosen : currencies[0];
  const values = days.map(({ day, sums }) => ({ day, values: sums[currency] ?? {} }));
  const series = Object.keys(MOVED).filter((part) => values.some((one) => one.values[part]));
  return html`<section class="panel" aria-label=${word("lastDays")}>
    <header><h2>${word("lastDays")}</h2>
      <div class="actions"><label for=${id}>${label("currency")}</label>
        <select id=${id} value=${currency}
          onChange=${(event) => setChosen(event.target.value)}>${currencies.map(
            (one) => html`<option key=${one}
            value=${one}>${one}</option>`,
          )}</select></div>
    </header>
    ${days.some(({ isComplete }) => !isComplete) && html`<p class="hint">${word("today.part")}</p>`}
    <${DayChart} title=${word("lastDays.title", { currency })} days=${values} series=${series} />
  </section>`;
}
