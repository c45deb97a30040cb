// Gives something another status: out of use and back, or a step that follows the present one.

import { call } from "./api.js";
import { Dialog } from "./dialog.js";
import { Form } from "./form.js";
import { html, useState } from "./html.js";
import { word } from "./language.js";
import { say } from "./toast.js";

/** The statuses that end something. */
const ENDS = ["suspended", "declined", "deactivated", "invalid"];

export function StatusButton({ path, to, name, etag, onDone }) {
  const [isOpen, setOpen] = useState(false);
  const title = word(`to.${to}`);
  const isDanger = ENDS.includes(to);
  const submit = async () => {
    await call("PATCH", path, { body: { status: to }, etag });
    setOpen(false);
    say(word("didIt", { what: title }));
    onDone();
  };
  return html`<button type="button" class=${isDanger ? "danger" : ""} onClick=${() => setOpen(true)}>${title}</button>
    ${
      isOpen &&
      html`<${Dialog} title=${`${title}: ${name}`} onClose=${() => setOpen(false)}>
      <${Form} fields=${[]} submitLabel=${title} isDanger=${isDanger} onSubmit=${submit} onCancel=${() => setOpen(false)}>
        <p>${word(`to.${to}.text`)}</p>
      <//>
    <//>`
    }`;
}
