// The filters of a list: they stand in the place, so that a link and a reload keep them.

import { Field } from "./field.js";
import { html, useState } from "./html.js";
import { word } from "./language.js";
import { navigate } from "./router.js";

/** `fields` are those of the query; filtering begins at the first page. */
export function Filters({ fields, route, isOpen }) {
  const [values, setValues] = useState(() => Object.fromEntries(fields.map(({ name }) => [name, shown(fields, name, route.query[name])])));
  const used = fields.filter(({ name }) => route.query[name]).length;
  const submit = (event) => {
    event.preventDefault();
    navigate(route.path, Object.fromEntries(fields.map((field) => [field.name, sent(field, values[field.name])])));
  };
  const clear = () => {
    setValues(Object.fromEntries(fields.map(({ name }) => [name, ""])));
    navigate(route.path);
  };
  return html`<form class="filters" role="search" onSubmit=${submit}>
    <details open=${isOpen || used > 0 || matchMedia("(min-width: 60rem)").matches}>
      <summary>${word("filters")}${used > 0 && html` <span class="badge plain">${used}</span>`}</summary>
      <div class="fields">
        ${fields.map((field) => html`<${Field} key=${field.name} field=${{ ...field, description: "", isRequired: false, default: undefined, ...timeInput(field) }}
          value=${values[field.name]} onChange=${(value) => setValues((last) => ({ ...last, [field.name]: value }))} />`)}
        <div class="buttons">
          <button type="submit" class="primary">${word("filter")}</button>
          ${used > 0 && html`<button type="button" onClick=${clear}>${word("clear")}</button>`}
        </div>
      </div>
    </details>
  </form>`;
}

// A moment is typed in local time, and asked for as the API wants it; of several words one is chosen.
function timeInput(field) {
  if (field.kind === "time") {
    return { input: { type: "datetime-local", step: "1" } };
  }
  return field.kind === "choices" ? { kind: "choice" } : {};
}

function shown(fields, name, value = "") {
  const field = fields.find((one) => one.name === name);
  if (field.kind !== "time" || value === "") {
    return value;
  }
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? "" : new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function sent(field, value) {
  const text = String(value).trim();
  if (field.kind !== "time" || text === "") {
    return text;
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
