// The filters of a list: they stand in the place, so that a link and a reload keep them.

import { Field } from "./field.js";
import { html, useState } from "./html.js";
import { word } from "./language.js";
import { navigate } from "./router.js";

/** `fields` are those of the query; filtering begins at the first page. */
export function Filters({ fields, route, isOpen }) {
  const [values, setValues] = useState(() => Object.fromEntries(fields.map(({ name }) => [name, route.query[name] ?? ""])));
  const used = fields.filter(({ name }) => route.query[name]).length;
  const submit = (event) => {
    event.preventDefault();
    navigate(route.path, Object.fromEntries(fields.map(({ name }) => [name, values[name].trim()])));
  };
  const clear = () => {
    setValues(Object.fromEntries(fields.map(({ name }) => [name, ""])));
    navigate(route.path);
  };
  return html`<form class="filters" role="search" onSubmit=${submit}>
    <details open=${isOpen || used > 0 || matchMedia("(min-width: 60rem)").matches}>
      <summary>${word("filters")}${used > 0 && html` <span class="badge plain">${used}</span>`}</summary>
      <div class="fields">
        ${fields.map(
          (field) => html`<${Field} key=${field.name}
          field=${{ ...field, description: "", isRequired: false, default: undefined, kind: field.kind === "choices" ? "choice" : field.kind }}
          value=${values[field.name]} onChange=${(value) => setValues((last) => ({ ...last, [field.name]: value }))} />`,
        )}
        <div class="buttons">
          <button type="submit" class="primary">${word("filter")}</button>
          ${used > 0 && html`<button type="button" onClick=${clear}>${word("clear")}</button>`}
        </div>
      </div>
    </details>
  </form>`;
}
