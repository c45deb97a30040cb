// Takes something out of use, or back into it.

import { call } from "./api.js";
import { Dialog } from "./dialog.js";
import { Form } from "./form.js";
import { html, useState } from "./html.js";
import { word } from "./language.js";
import { say } from "./toast.js";

export function StatusButton({ path, status, name, etag, onDone }) {
  const [isOpen, setOpen] = useState(false);
  const isActive = status === "active";
  const title = word(isActive ? "suspend" : "resume");
  const submit = async () => {
    await call("PATCH", path, { body: { status: isActive ? "suspended" : "active" }, etag });
    setOpen(false);
    say(word("didIt", { what: title }));
    onDone();
  };
  return html`<button type="button" class=${isActive ? "danger" : ""} onClick=${() => setOpen(true)}>${title}</button>
    ${isOpen && html`<${Dialog} title=${word(isActive ? "suspendOf" : "resumeOf", { name })} onClose=${() => setOpen(false)}>
      <${Form} fields=${[]} submitLabel=${title} isDanger=${isActive} onSubmit=${submit} onCancel=${() => setOpen(false)}>
        <p>${word(isActive ? "suspendText" : "resumeText")}</p>
      <//>
    <//>`}`;
}
