// A number with a button that copies it.

import { html, useState } from "./html.js";
import { word } from "./language.js";
import { say } from "./toast.js";

export function CopyButton({ text, what }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      say(word("copied"));
      setTimeout(() => setDone(false), 2_000);
    } catch {
      say(word("copyFailed"), "bad");
    }
  };
  const name = word("copyOf", { what: what ?? text });
  return html`<button type="button" class="copy" aria-label=${name} title=${name}
    onClick=${copy}>${isDone ? Tick() : Sheets()}</button>`;
}

const Sheets = () => html`<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path
  d="M5 5V2.5h8.5V11H11M2.5 5H11v8.5H2.5z" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>`;
const Tick = () => html`<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="m3 8.5 3.5 3.5L13 4.5"
  fill="none" stroke="currentColor" stroke-width="1.75" /></svg>`;

export const Copied = ({ text }) => html`<span class="copied"><code>${text}</code><${CopyButton} text=${text} /></span>`;
