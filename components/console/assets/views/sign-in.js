// Signing in: name, password, six digits. The same form comes back over the page when a session ends.

import { Form } from "../form.js";
import { html } from "../html.js";
import { word } from "../language.js";
import { signIn } from "../session.js";

const FIELDS = [
  { name: "name", kind: "text", description: "", isRequired: true, maxLength: 64, input: { autocomplete: "username" } },
  { name: "password", kind: "password", description: "", isRequired: true, input: { autocomplete: "current-password" } },
  {
    name: "code",
    kind: "text",
    description: "The six digits that your authenticator shows.",
    isRequired: true,
    maxLength: 7,
    input: { autocomplete: "one-time-code", inputmode: "numeric" },
  },
];

export function SignInForm({ name }) {
  const submit = ({ name: given, password, code }) => signIn(given.trim(), password, code.replace(/\s/g, ""));
  return html`<${Form} fields=${FIELDS} body=${{ name }} submitLabel=${word("signIn")} onSubmit=${submit} />`;
}
