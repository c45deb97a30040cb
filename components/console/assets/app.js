// The page: nobody signed in, somebody signed in, or somebody whose session has ended.

import { Dialog } from "./dialog.js";
import { Frame } from "./frame.js";
import { html, render, useEffect, useState } from "./html.js";
import { useLanguage, word } from "./language.js";
import { ProblemNotice } from "./problem.js";
import { loadSchema } from "./schema.js";
import { forget, resume, useSession } from "./session.js";
import { SignInForm } from "./views/sign-in.js";
import { Welcome } from "./views/welcome.js";

function App() {
  useLanguage();
  const { who, isExpired } = useSession();
  const [state, setState] = useState({ isReady: false, problem: null });
  useEffect(() => {
    Promise.all([loadSchema(), resume()]).then(
      () => setState({ isReady: true, problem: null }),
      (problem) => setState({ isReady: false, problem }),
    );
  }, []);
  if (state.problem) {
    return html`<main class="welcome"><${ProblemNotice} problem=${state.problem} onRetry=${() => location.reload()} /></main>`;
  }
  if (!state.isReady) {
    return html`<main class="welcome"><p role="status">${word("loading")}</p></main>`;
  }
  if (!who) {
    return html`<${Welcome} />`;
  }
  // What was typed stays behind the dialog.
  return html`<${Frame} />
    ${
      isExpired &&
      html`<${Dialog} title=${word("expired")}>
      <p>${word("expired.text")}</p>
      <${SignInForm} name=${who.operator} />
      <p class="switch"><button type="button" class="link" onClick=${forget}>${word("leave")}</button></p>
    <//>`
    }`;
}

render(html`<${App} />`, document.getElementById("app"));
