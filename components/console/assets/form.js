// A form whose refusals are shown at the inputs that they are about.

import { Problem } from "./api.js";
import { Field } from "./field.js";
import { initialValues } from "./form-values.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { label, word } from "./language.js";
import { ProblemNotice } from "./problem.js";

/**
 * A form of `fields`. `onSubmit(values)` sends it and throws a `Problem` if it is refused. `isDisabled(field)` says which
 * inputs are only shown; `suggestions` are lists by field names.
 */
export function Form({
  fields,
  body,
  onSubmit,
  submitLabel,
  isDanger,
  onCancel,
  isDisabled = () => false,
  suggestions = {},
  children,
}) {
  const [values, setValues] = useState(() => initialValues(fields, body));
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const element = useRef(null);
  useEffect(() => {
    if (problem) {
      const first = element.current.querySelector("[aria-invalid=true]") ?? element.current.querySelector(".problem");
      first?.focus();
    }
  }, [problem]);
  const faults = faultsOf(problem, fields);
  const submit = async (event) => {
    event.preventDefault();
    if (isSending) {
      return;
    }
    setSending(true);
    try {
      await onSubmit(values);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, { detail: error.message }));
    } finally {
      setSending(false);
    }
  };
  return html`<form ref=${element} noValidate onSubmit=${submit}>
    ${problem && html`<${ProblemNotice} problem=${problem} elsewhere=${faults.elsewhere} />`}
    ${children}
    <div class="fields">
      ${fields.map(
        (field) => html`<${Field} key=${field.name} field=${field} value=${values[field.name]}
        faults=${faults.of[field.name]}
        isDisabled=${isDisabled(field)} suggestions=${suggestions[field.name]}
        onChange=${(value) => setValues((last) => ({ ...last, [field.name]: value }))} />`,
      )}
    </div>
    <footer>
      <button type="submit" class=${isDanger ? "danger" : "primary"}
        aria-disabled=${isSending}>${isSending ? word("sending") : submitLabel}</button>
      ${onCancel && html`<button type="button" onClick=${onCancel}>${word("cancel")}</button>`}
    </footer>
  </form>`;
}

/** The API's texts by the fields that they are about, and those about none of the form's. */
function faultsOf(problem, fields) {
  const of = {};
  const elsewhere = [];
  for (const { pointer, detail } of problem?.errors ?? []) {
    const [, name, ...rest] = pointer.split("/");
    if (fields.some((field) => field.name === name)) {
      of[name] = [...(of[name] ?? []), rest.length > 0 ? `${rest.join("/")}: ${detail}` : detail];
    } else {
      elsewhere.push(`${label(name ?? "")}: ${detail}`);
    }
  }
  return { of, elsewhere };
}
