// A labelled input of a form, as the description of its member wants it.

import { html, useId } from "./html.js";
import { hint, label, valueLabel, word } from "./language.js";

/** `field` is one of `schema.js`; `faults` are the API's texts about it. */
export function Field({ field, value, onChange, faults = [], isDisabled, suggestions }) {
  const id = useId();
  const described = [];
  const text = hint(field.description);
  const note = field.kind === "password" && !field.isRequired ? word("passwordLeftOut") : "";
  if (text || note) {
    described.push(`${id}-hint`);
  }
  if (faults.length > 0) {
    described.push(`${id}-fault`);
  }
  const common = {
    id,
    disabled: isDisabled,
    required: field.isRequired && field.kind !== "flag",
    "aria-describedby": described.join(" ") || undefined,
    "aria-invalid": faults.length > 0 ? "true" : undefined,
  };
  const name = html`${label(field.name)}${
    field.isRequired &&
    field.kind !== "flag" &&
    html`<span
    class="required"> ${word("required")}</span>`
  }`;
  const under = html`
    ${(text || note) && html`<p class="hint" id=${`${id}-hint`}>${[text, note].filter(Boolean).join(" ")}</p>`}
    ${faults.length > 0 && html`<p class="fault" id=${`${id}-fault`}>${faults.join(" ")}</p>`}`;
  if (field.kind === "flag") {
    return html`<div class="field" data-field=${field.name}>
      <label class="check" for=${id}><input type="checkbox" ...${common} checked=${value}
        onChange=${(event) => onChange(event.target.checked)} /> ${name}</label>
      ${under}
    </div>`;
  }
  if (field.kind === "amounts" || field.kind === "choices") {
    const Group = field.kind === "amounts" ? Amounts : Choices;
    return html`<fieldset class="field" data-field=${field.name} disabled=${isDisabled}
      aria-describedby=${common["aria-describedby"]}>
      <legend>${name}</legend>
      <${Group} field=${field} value=${value} onChange=${onChange} id=${id} />
      ${under}
    </fieldset>`;
  }
  return html`<div class="field" data-field=${field.name}>
    <label for=${id}>${name}</label>
    ${input(field, common, value, onChange, suggestions)}
    ${under}
  </div>`;
}

function input(field, common, value, onChange, suggestions) {
  const typed = (event) => onChange(event.target.value);
  if (field.kind === "choice") {
    const isOpen = !field.isRequired && field.default === undefined;
    return html`<select ...${common} value=${value} onChange=${typed}>
      ${
        (isOpen || value === "") &&
        !field.choices.includes("") &&
        html`<option
        value="">${isOpen ? word("any") : word("choose")}</option>`
      }
      ${field.choices.map((one) => html`<option key=${one} value=${one}>${valueLabel(one)}</option>`)}
    </select>`;
  }
  if (field.kind === "file") {
    const chosen = async (event) => onChange(event.target.files[0] ? await event.target.files[0].text() : "");
    return html`<input type="file" accept=".csv,text/csv,text/plain" ...${common} onChange=${chosen} />`;
  }
  if (["long", "json", "texts"].includes(field.kind)) {
    return html`<textarea ...${common} rows=${field.kind === "json" ? 6 : 3} maxlength=${field.maxLength ?? undefined}
      value=${value} onInput=${typed}></textarea>`;
  }
  if (field.kind === "time") {
    return html`<input type="datetime-local" step="1" ...${common} value=${localTime(value)}
      onInput=${(event) => onChange(apiTime(event.target.value))} />`;
  }
  const kinds = {
    password: { type: "password", autocomplete: "new-password" },
    integer: { inputmode: "numeric" },
    amount: { inputmode: "decimal", class: "number" },
    day: { type: "date" },
  };
  const list = suggestions?.length > 0 ? `${common.id}-list` : undefined;
  return html`<input type="text" autocomplete="off" autocapitalize="off" spellcheck=${false}
    maxlength=${field.maxLength ?? undefined}
      ...${kinds[field.kind]} ...${field.input} ...${common} list=${list} value=${value} onInput=${typed} />
    ${
      list &&
      html`<datalist id=${list}>${suggestions.map(
        (one) => html`<option key=${one.value}
      value=${one.value}>${one.text}</option>`,
      )}</datalist>`
    }`;
}

// A moment is typed in local time, and sent as the API wants it.
function localTime(text) {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? "" : new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function apiTime(text) {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function Amounts({ field, value, onChange, id }) {
  return html`<div class="grid">${field.choices.map(
    (currency) => html`<div key=${currency}>
    <label for=${`${id}-${currency}`}>${currency}</label>
    <input id=${`${id}-${currency}`} class="number" inputmode="decimal" autocomplete="off" value=${value[currency] ?? ""}
      onInput=${(event) => onChange({ ...value, [currency]: event.target.value })} />
  </div>`,
  )}</div>`;
}

function Choices({ field, value, onChange }) {
  const toggled = (one, isOn) => onChange(field.choices.filter((other) => (other === one ? isOn : value.includes(other))));
  return html`<div class="choices">${field.choices.map(
    (one) => html`<label class="check" key=${one}>
    <input type="checkbox" checked=${value.includes(one)}
      onChange=${(event) => toggled(one, event.target.checked)} /> <code>${one}</code>
  </label>`,
  )}</div>`;
}
