// The whole configuration as one document: out, and in again.

import { isAllowed } from "../allowed.js";
import { call } from "../api.js";
import { Dialog } from "../dialog.js";
import { download } from "../download.js";
import { Form } from "../form.js";
import { html, useState } from "../html.js";
import { word } from "../language.js";
import { Page } from "../page.js";
import { ProblemNotice } from "../problem.js";
import { CopyButton } from "../copy.js";
import { Table } from "../table.js";
import { say } from "../toast.js";

export function Configuration() {
  return html`<${Page} title=${word("configuration")}>
    <p class="lead">${word("configuration.text")}</p>
    <${Export} />
    ${isAllowed("PUT", "/configuration") && html`<${Import} />`}
  <//>`;
}

function Export() {
  const [problem, setProblem] = useState(null);
  const get = async () => {
    try {
      const { text } = await call("GET", "/configuration");
      download("feiqian-configuration.json", "application/json", `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
      setProblem(null);
      say(word("downloaded"));
    } catch (refusal) {
      setProblem(refusal);
    }
  };
  return html`<section class="panel" aria-label=${word("export")}>
    <h2>${word("export")}</h2><p>${word("export.text")}</p>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    <button type="button" onClick=${get}>${word("export.do")}</button>
  </section>`;
}

function Import() {
  const [text, setText] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [fault, setFault] = useState("");
  const [report, setReport] = useState(null);
  const chosen = async (event) => {
    const file = event.target.files[0];
    const content = file ? await file.text() : "";
    setText(content);
    setReport(null);
    setFault(isDocument(content) ? "" : word("import.noJson"));
  };
  const send = async () => {
    const { body } = await call("PUT", "/configuration", { body: text });
    setAsked(false);
    setReport(body);
    say(word("imported"));
  };
  return html`<section class="panel" aria-label=${word("import")}>
    <h2>${word("import")}</h2><p>${word("import.text")}</p>
    <div class="field">
      <label for="document">${word("import.file")}</label>
      <input id="document" type="file" accept="application/json,.json" aria-describedby="document-fault" onChange=${chosen} />
      <p class="fault" id="document-fault" role="alert">${text && fault}</p>
    </div>
    <button type="button" class="primary" disabled=${!text || fault !== ""}
      onClick=${() => setAsked(true)}>${word("import.do")}</button>
    ${
      isAsked &&
      html`<${Dialog} title=${word("import")} onClose=${() => setAsked(false)}>
      <${Form} fields=${[]} submitLabel=${word("import.do")} onSubmit=${send}
        onCancel=${() => setAsked(false)}><p>${word("import.sure")}</p><//>
    <//>`
    }
    ${report && html`<${Report} report=${report} />`}
  </section>`;
}

function Report({ report }) {
  const rows = ["created", "changed"].flatMap((action) => report[action].map((one) => ({ ...one, action })));
  return html`<div role="status" class="report">
    <p>${word("import.report", { created: report.created.length, changed: report.changed.length, unchanged: report.unchanged })}</p>
    ${
      rows.length > 0 &&
      html`<${Table} caption=${word("import")} columns=${["section", "key", { name: "action" }]}
      items=${rows} />`
    }
    ${
      report.issued.length > 0 &&
      html`<h3>${word("secretTitle")}</h3><p class="notice warn">${word("secretOnce")}</p>
      <dl
        class="secrets">${report.issued.map(({ section, key, ...secrets }) =>
          Object.entries(secrets).map(
            ([name, secret]) => html`<div key=${`${section} ${key} ${name}`}>
        <dt>${section} ${key}: ${name}</dt><dd><code>${secret}</code><${CopyButton} text=${secret}
          what=${`${section} ${key}`} /></dd>
      </div>`,
          ),
        )}</dl>`
    }
  </div>`;
}

function isDocument(text) {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}
