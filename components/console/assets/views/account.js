// One's own account: what it may do, and a new password.

import { call } from "../api.js";
import { Form } from "../form.js";
import { html } from "../html.js";
import { valueLabel, word } from "../language.js";
import { Page } from "../page.js";
import { bodyFields } from "../schema.js";
import { forget, useSession } from "../session.js";
import { Time } from "../time.js";
import { say } from "../toast.js";

export function Account() {
  const { who } = useSession();
  const fields = bodyFields("PUT", "/session/password").map((field) => ({
    ...field,
    kind: "password",
    isRequired: true,
    input: { autocomplete: field.name === "password" ? "current-password" : "new-password" },
  }));
  const submit = async (values) => {
    await call("PUT", "/session/password", { body: values });
    forget();
    say(word("passwordChanged"));
  };
  return html`<${Page} title=${who.operator}>
    <section class="panel" aria-label=${word("account")}>
      <dl class="members">
        <div><dt>${word("role")}</dt><dd><span class="badge plain">${valueLabel(who.role)}</span></dd></div>
        <div><dt>${word("sessionEnds")}</dt><dd><${Time} at=${who.expires_at} /></dd></div>
        <div><dt>${word("scopes")}</dt><dd class="list">${who.scopes.map(
          (scope) => html`<code
          key=${scope}>${scope}</code>`,
        )}</dd></div>
      </dl>
    </section>
    <section class="panel narrow" aria-label=${word("changePassword")}>
      <h2>${word("changePassword")}</h2>
      <${Form} fields=${fields} submitLabel=${word("changePassword")} onSubmit=${submit}><p>${word("changePassword.text")}</p><//>
    </section>
  <//>`;
}
