// A table that becomes a list of cards on a phone. The roles stay those of a table there as well.

import { html } from "./html.js";
import { label } from "./language.js";
import { isAmount, Value } from "./value.js";

/**
 * `columns` are names of members, or `{ name, title, cell(item), isNumber }`; a name with a dot is a member of a member.
 * `link(item)` is where the first cell leads; `actions(item)` stand in the last column.
 */
export function Table({ caption, columns, items, link, actions, keyOf }) {
  const all = columns.map((column) => (typeof column === "string" ? { name: column } : column));
  const isNumber = (column) =>
    column.isNumber ?? (items.length > 0 && isAmount(last(column.name), member(items[0], column.name)));
  const title = (column) => column.title ?? label(last(column.name));
  return html`<div class="table"><table role="table">
    <caption class="hidden">${caption}</caption>
    <thead role="rowgroup"><tr role="row">
      ${all.map(
        (column) => html`<th key=${column.name} role="columnheader" scope="col"
        class=${isNumber(column) ? "number" : ""}>${title(column)}</th>`,
      )}
      ${actions && html`<th role="columnheader" scope="col"><span class="hidden">${label("actions")}</span></th>`}
    </tr></thead>
    <tbody role="rowgroup">
      ${items.map(
        (item, at) => html`<tr role="row" key=${keyOf ? keyOf(item) : at}>
        ${all.map(
          (column, index) => html`<td key=${column.name} role="cell" data-label=${title(column)}
          class=${isNumber(column) ? "number" : ""}>
          ${cell(column, item, index === 0 && link ? link(item) : null)}
        </td>`,
        )}
        ${actions && html`<td role="cell" class="actions">${actions(item)}</td>`}
      </tr>`,
      )}
    </tbody>
  </table></div>`;
}

function cell(column, item, href) {
  const content = column.cell
    ? column.cell(item)
    : html`<${Value} name=${last(column.name)} value=${member(item, column.name)}
    isCopied=${false} />`;
  return href ? html`<a href=${href}>${content}</a>` : content;
}

const last = (name) => name.split(".").at(-1);

/** `meta.created_at` of an object. */
export const member = (item, name) => name.split(".").reduce((value, part) => value?.[part], item);
