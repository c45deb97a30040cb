// Dialogs: the browser's own, which keep the focus inside and give it back.

import { html, useId, useLayoutEffect, useRef } from "./html.js";
import { word } from "./language.js";

/** A dialog over the page. `onClose` is called by Escape and the close button; without it the dialog cannot be left. */
export function Dialog({ title, onClose, children, isWide }) {
  const element = useRef(null);
  const id = useId();
  useLayoutEffect(() => {
    const [dialog, before] = [element.current, document.activeElement];
    dialog.showModal();
    return () => {
      // While it is open, nothing behind it takes the focus.
      dialog.close();
      if (before?.isConnected) {
        before.focus();
      }
    };
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return html`<dialog ref=${element} class=${isWide ? "wide" : ""} aria-labelledby=${id} onCancel=${cancel}>
    <header>
      <h2 id=${id}>${title}</h2>
      ${onClose && html`<button type="button" class="plain" aria-label=${word("close")} onClick=${onClose}>×</button>`}
    </header>
    ${children}
  </dialog>`;
}
