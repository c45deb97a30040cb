// Secrets that an answer shows this once.

import { CopyButton } from "./copy.js";
import { Dialog } from "./dialog.js";
import { html, useState } from "./html.js";
import { label, word } from "./language.js";

/** `issued` is an object of secrets by their names. It can be left only after a word that they were kept. */
export function SecretDialog({ issued, title, onClose }) {
  const [isKept, setKept] = useState(false);
  const uri = issued.totp_uri;
  const secret = uri && /[?&]secret=([A-Z2-7]+)/.exec(uri)?.[1];
  const shown = Object.entries(issued).flatMap(([name, text]) =>
    name === "totp_uri"
      ? [
          ["totp_secret", secret],
          [name, text],
        ]
      : [[name, text]],
  );
  return html`<${Dialog} title=${title ?? word("secretTitle")} isWide>
    <p class="notice warn">${word("secretOnce")}</p>
    ${uri && html`<p>${word("secretTotp")}</p>`}
    <dl class="secrets">
      ${shown
        .filter(([, text]) => text)
        .map(
          ([name, text]) => html`<div key=${name}>
        <dt>${label(name)}</dt>
        <dd><code data-secret=${name}>${text}</code><${CopyButton} text=${text} what=${label(name)} /></dd>
      </div>`,
        )}
    </dl>
    <label class="check"><input type="checkbox" checked=${isKept}
      onChange=${(event) => setKept(event.target.checked)} /> ${word("secretKept")}</label>
    <footer><button type="button" class="primary" disabled=${!isKept} onClick=${onClose}>${word("done")}</button></footer>
  <//>`;
}
