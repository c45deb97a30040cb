// The paid money of the last days as bars. The overview counts from a moment on: what came between two moments is a day's.

import { call } from "../api.js";
import { DayChart } from "../chart.js";
import { daysOf, MOVED, moved } from "../day-sums.js";
import { html, useEffect, useId, useState } from "../html.js";
import { label, word } from "../language.js";
import { absolute } from "../time.js";

const DAYS = 7;
const DAY_MS = 86_400_000;

async function read(from) {
  const start = Date.parse(from);
  const begins = Array.from({ length: DAYS }, (_, at) => start - (DAYS - 1 - at) * DAY_MS);
  const answers = await Promise.all(
    begins.map((ms) => {
      const moment = new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
      return call("GET", `/overview?from=${encodeURIComponent(moment)}`);
    }),
  );
  return daysOf(answers.map(({ body }, at) => ({ day: absolute(begins[at]).slice(0, 10), sums: moved(body.today) })));
}

export function LastDays({ from }) {
  const [days, setDays] = useState(null);
  const [chosen, setChosen] = useState("");
  const id = useId();
  useEffect(() => {
    let isCurrent = true;
    read(from).then(
      (found) => isCurrent && setDays(found),
      () => isCurrent && setDays([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [from]);
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
    <${DayChart} title=${word("lastDays.title", { currency })} days=${values} series=${series} />
  </section>`;
}
