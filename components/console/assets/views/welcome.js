// The page without a session: signing in, or making the first owner.

import { call, Problem } from "../api.js";
import { Form } from "../form.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { word } from "../language.js";
import { ProblemNotice } from "../problem.js";
import { SecretDialog } from "../secret.js";
import { LanguageButton } from "../language-button.js";
import { Toasts } from "../toast.js";
import { SignInForm } from "./sign-in.js";

export function Welcome() {
  const [isFirst, setFirst] = useState(false);
  const [name, setName] = useState("");
  const heading = useRef(null);
  const title = word(isFirst ? "firstOwner" : "signIn");
  useEffect(() => {
    document.title = `${title} · ${word("console")}`;
  }, [title]);
  useEffect(() => heading.current?.focus(), [isFirst]);
  const made = (owner) => {
    setName(owner);
    setFirst(false);
  };
  return html`<div class="welcome">
    <header>
      <img src=${new URL("../icon.svg", import.meta.url).pathname} alt="" width="32" height="32" />
      <p class="brand">${word("console")}</p>
      <${LanguageButton} />
    </header>
    <main>
      <h1 ref=${heading} tabindex="-1">${title}</h1>
      ${isFirst ? html`<${FirstOwner} onMade=${made} />` : html`<${SignInForm} key=${name} name=${name} />`}
      <p class="switch"><button type="button" class="link"
        onClick=${() => setFirst(!isFirst)}>${word(isFirst ? "toSignIn" : "toFirstOwner")}</button></p>
    </main>
    <${Toasts} />
  </div>`;
}

const FIELDS = [
  { name: "token", kind: "password", description: "The value of the variable admin_bootstrap_token.", isRequired: true },
  {
    name: "name",
    kind: "text",
    description: "1 to 64 of a-z, 0-9, dot, underscore and hyphen.",
    isRequired: true,
    maxLength: 64,
  },
  { name: "password", kind: "password", description: "12 to 128 characters.", isRequired: true, maxLength: 128 },
];

function FirstOwner({ onMade }) {
  const [isOpen, setOpen] = useState(null);
  const [problem, setProblem] = useState(null);
  const [made, setMade] = useState(null);
  useEffect(() => {
    // Without a token nothing is made: whether there is the route at all is what the answer tells.
    call("POST", "/bootstrap", { body: {} }).catch((refusal) => {
      setOpen(refusal.status !== 404 && refusal.status !== 0);
      setProblem(refusal.status === 0 || refusal.status >= 500 ? refusal : null);
    });
  }, []);
  const submit = async ({ token, name, password }) => {
    const { body } = await call("POST", "/bootstrap", { body: { token, name: name.trim(), password } });
    if (!body.issued) {
      throw new Problem(0, { detail: word("problem_fault") });
    }
    setMade(body);
  };
  if (problem) {
    return html`<${ProblemNotice} problem=${problem} />`;
  }
  if (isOpen === null) {
    return html`<p role="status">${word("loading")}</p>`;
  }
  if (!isOpen) {
    return html`<div class="notice"
      role="status"><p>${word("noFirstOwner")}</p><p><code>cargo xtask admin create-owner</code></p></div>`;
  }
  return html`<p>${word("firstOwner.text")}</p>
    <${Form} fields=${FIELDS} submitLabel=${word("create")} onSubmit=${submit} />
    ${made && html`<${SecretDialog} issued=${made.issued} onClose=${() => onMade(made.name)} />`}`;
}
