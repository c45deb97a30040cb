// The frame around every view: who is signed in, and the navigation, which folds away on a phone.

import { html, useRef, useState } from "./html.js";
import { valueLabel, word } from "./language.js";
import { LanguageButton } from "./language-button.js";
import { navigation } from "./navigation.js";
import { Place } from "./place.js";
import { useRoute } from "./router.js";
import { signOut, useSession } from "./session.js";
import { say, Toasts } from "./toast.js";

export function Frame() {
  const { who } = useSession();
  const { path } = useRoute();
  const [isOpen, setOpen] = useState(false);
  const menu = useRef(null);
  const main = useRef(null);
  const skip = (event) => {
    // The address's hash names the place, so the link cannot use it.
    event.preventDefault();
    main.current.focus();
  };
  const escape = (event) => {
    if (event.key === "Escape" && isOpen) {
      setOpen(false);
      menu.current.focus();
    }
  };
  return html`<div class=${isOpen ? "frame menu-open" : "frame"} onKeyDown=${escape}>
    <a class="skip" href="#main" onClick=${skip}>${word("skip")}</a>
    <header class="top">
      <button ref=${menu} type="button" class="plain menu" aria-expanded=${isOpen} aria-controls="side"
        onClick=${() => setOpen(!isOpen)}>${word("menu")}</button>
      <a class="brand" href="#/" aria-label=${word("console")}><img src=${new URL("./icon.svg", import.meta.url).pathname}
        alt="" width="24" height="24" /><span>${word("console")}</span></a>
      <div class="who">
        <a href="#/account" aria-label=${`${word("account")}: ${who.operator}, ${valueLabel(who.role)}`}><span
          class="name">${who.operator}</span> <span class="badge plain">${valueLabel(who.role)}</span></a>
        <${LanguageButton} />
        <button type="button" class="plain"
          onClick=${() => signOut().catch((problem) => say(problem.message, "bad"))}>${word("signOut")}</button>
      </div>
    </header>
    <nav class="side" id="side" aria-label=${word("navigation")} onClick=${() => setOpen(false)}><${Links} path=${path} /></nav>
    <main ref=${main} id="main" tabindex="-1"><${Place} /></main>
    <${Toasts} />
  </div>`;
}

function Links({ path }) {
  const isHere = (link) => (link.path === "/" ? path === "/" : path === link.path || path.startsWith(`${link.path}/`));
  return navigation().map(
    ({ title, links }) => html`<section key=${title} aria-label=${title || undefined}>
    ${title && html`<h2>${title}</h2>`}
    <ul>${links.map(
      (link) => html`<li key=${link.path}><a href=${`#${link.path}`}
      aria-current=${isHere(link) ? "page" : undefined}>${link.text}</a></li>`,
    )}</ul>
  </section>`,
  );
}
