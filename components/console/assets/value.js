// A value of the API as people read it.

import { isAllowed } from "./allowed.js";
import { fill } from "./api.js";
import { Badge } from "./badge.js";
import { Copied } from "./copy.js";
import { html } from "./html.js";
import { label, valueLabel, word } from "./language.js";
import { LINKS } from "./lists.js";
import { address } from "./router.js";
import { Time } from "./time.js";

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^-?\d+(\.\d+)?$/;

/** Members whose values are states. */
const STATES = ["status", "outcome", "state", "action", "decision"];
/** Members whose values name something that is looked up elsewhere. */
const NUMBERS = /(_sn|_no|_id|_number|billno|^number|^reference|^key|^code|hash|invoice_id)$/;
/** Members whose values are words of a fixed set. */
const WORDS = ["kind", "role", "type", "minimum_scheme", "part", "by", "reason", "item", "told"];
const AMOUNTS =
  /(amount|balance|available|reserved|in_flight|settled|fees?|fixed|debit|credit|total|sum|payable|frozen|opening|closing)$/;

export const isAmount = (name, value) => AMOUNTS.test(name) && typeof value === "string" && AMOUNT.test(value);

/** Groups of three digits before the point; the text itself otherwise. */
export function grouped(amount) {
  const [whole, ...rest] = amount.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, "\u202f"), ...rest].join(".");
}

/** The value of a member; `isCopied` gives numbers a button. */
export function Value({ name, value, isCopied = true }) {
  if (value === null || value === undefined || value === "") {
    return html`<span class="none">—</span>`;
  }
  if (typeof value === "boolean") {
    return html`<span>${word(value ? "yes" : "no")}</span>`;
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? html`<span class="none">—</span>`
      : html`<span class="list">${value.map(
          (one, at) => html`<span
      key=${at}><${Value} name=${name} value=${one} isCopied=${false} /></span>`,
        )}</span>`;
  }
  if (typeof value === "object") {
    return html`<dl class="inner">${Object.entries(value).map(
      ([key, one]) => html`<div
      key=${key}><dt>${label(key)}</dt><dd><${Value} name=${key} value=${one} isCopied=${false} /></dd></div>`,
    )}</dl>`;
  }
  const text = String(value);
  if (STATES.includes(name)) {
    return html`<${Badge} value=${text} />`;
  }
  if (TIME.test(text)) {
    return html`<${Time} at=${text} />`;
  }
  if (DAY.test(text)) {
    return html`<span class="unbroken">${text}</span>`;
  }
  if (isAmount(name, text)) {
    return html`<span class="amount">${grouped(text)}</span>`;
  }
  if (NUMBERS.test(name)) {
    return isCopied ? html`<${Copied} text=${text} />` : html`<code>${text}</code>`;
  }
  return html`<span class="text">${WORDS.includes(name) ? valueLabel(text) : text}</span>`;
}

/** The members of an object, in its order; `isLinked` leads to what they name. */
export function Members({ of, without = [], isLinked }) {
  const shown = Object.entries(of).filter(([name]) => !without.includes(name));
  return html`<dl class="members">${shown.map(
    ([name, value]) => html`<div key=${name}>
    <dt>${label(name)}</dt><dd><${Value} name=${name} value=${value} />${
      isLinked &&
      html`<${Lead} name=${name} value=${value}
      of=${of} />`
    }</dd>
  </div>`,
  )}</dl>`;
}

/** A link to what a member names, where that has a view of its own. */
function Lead({ name, value, of }) {
  const [template, key] = LINKS[name] ?? [];
  const isItself = Object.keys(of)[0] === name;
  return template && value && !isItself && typeof value !== "object" && isAllowed("GET", template)
    ? html` <a href=${address(fill(template, { [key]: value }))} aria-label=${`${label(name)} ${value}`}>↗</a>`
    : null;
}
