// Something that is done to an item: a dialog with the fields that the API wants, a reason among them, and a confirmation.

import { isAllowed } from "./allowed.js";
import { call, fill } from "./api.js";
import { Dialog } from "./dialog.js";
import { bodyOf } from "./form-values.js";
import { Form } from "./form.js";
import { html, useState } from "./html.js";
import { word } from "./language.js";
import { bodyFields, operation } from "./schema.js";
import { SecretDialog } from "./secret.js";
import { useSuggestions } from "./suggestions.js";
import { say } from "./toast.js";

/**
 * A button that opens the dialog. `template` is the action's path, `values` fill it, `preset` are values of its fields, and
 * `fixed` members that are sent without being asked for.
 */
export function ActionButton({
  method,
  template,
  values = {},
  title,
  text,
  isDanger,
  isPrimary,
  preset,
  fixed = {},
  onDone,
  etag,
}) {
  const [isOpen, setOpen] = useState(false);
  const [issued, setIssued] = useState(null);
  if (!operation(method, template) || !isAllowed(method, template)) {
    return null;
  }
  const fields = bodyFields(method, template).filter(({ name }) => !Object.hasOwn(fixed, name));
  const submit = async (given) => {
    const hasBody = operation(method, template).requestBody !== undefined;
    const body = hasBody ? { ...bodyOf(fields, given), ...fixed } : undefined;
    const answer = await call(method, fill(template, values), { body, etag });
    setOpen(false);
    say(word("didIt", { what: title }));
    if (answer.body.issued) {
      setIssued({ issued: answer.body.issued, answer });
    } else {
      onDone?.(answer);
    }
  };
  const closed = () => {
    const { answer } = issued;
    setIssued(null);
    onDone?.(answer);
  };
  return html`<button type="button" class=${isDanger ? "danger" : isPrimary ? "primary" : ""}
    onClick=${() => setOpen(true)}>${title}</button>
    ${
      isOpen &&
      html`<${Dialog} title=${title} onClose=${() => setOpen(false)}>
      <${ActionForm} fields=${fields} preset=${preset} title=${title} text=${text} isDanger=${isDanger} onSubmit=${submit}
        onCancel=${() => setOpen(false)} />
    <//>`
    }
    ${issued && html`<${SecretDialog} issued=${issued.issued} onClose=${closed} />`}`;
}

function ActionForm({ fields, preset, title, text, isDanger, onSubmit, onCancel }) {
  const suggestions = useSuggestions(fields, ["reason"]);
  return html`<${Form} fields=${fields} body=${preset} suggestions=${suggestions} submitLabel=${title} isDanger=${isDanger}
    onSubmit=${onSubmit} onCancel=${onCancel}>
    ${text && html`<p>${text}</p>`}
  <//>`;
}
