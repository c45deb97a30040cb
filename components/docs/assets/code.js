// Blocks of code: coloured a little, with a button that copies them.

import { h } from "./dom.js";
import { word } from "./language.js";

const KEYWORDS = {
  curl: /\b(?:curl|printf|md5sum|openssl|cut|date|sed|cargo)\b/,
  javascript: /\b(?:const|let|await|import|from|new)\b/,
  typescript: /\b(?:const|let|await|import|from|new)\b/,
  php: /\b(?:require|new|print_r)\b/,
  python: /\b(?:import|from|with|as|try|except|for|in|print)\b/,
  rust: /\b(?:use|fn|let|mut|Ok|vec|move)\b/,
  json: /\b(?:true|false|null)\b/,
};
const COMMENTS = {
  curl: /^#.*$/m,
  python: /#.*$/m,
  javascript: /\/\/.*$/m,
  typescript: /\/\/.*$/m,
  php: /\/\/.*$/m,
  rust: /\/\/.*$/m,
  json: /(?!)/,
};
const STRINGS = { curl: /'[^']*'|"(?:\\.|[^"\\])*"/, php: /'(?:\\.|[^'\\\n])*'/ };
const STRING = /"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;

/** A block of code in a language of KEYWORDS, or plain text. `label` names it for those who cannot see it. */
export function codeBlock(text, language, label) {
  const block = h("pre", { class: "code", tabindex: "0", "aria-label": label }, h("code", {}, coloured(text, language)));
  return h(
    "div",
    { class: "block" },
    block,
    copyButton(() => text),
  );
}

/** A button that copies what `text` gives. */
export function copyButton(text) {
  const button = h(
    "button",
    {
      type: "button",
      class: "copy",
      onclick: async () => {
        await navigator.clipboard?.writeText(text());
        button.textContent = word("copied");
        setTimeout(() => {
          button.textContent = word("copy");
        }, 1500);
      },
    },
    word("copy"),
  );
  return button;
}

/** Pieces of a text, the coloured ones in elements. */
export function coloured(text, language) {
  const keywords = KEYWORDS[language];
  if (!keywords) {
    return [text];
  }
  const string = STRINGS[language] ?? STRING;
  const pattern = new RegExp(
    `(?<comment>${COMMENTS[language].source})|(?<string>${string.source})|(?<keyword>${keywords.source})`,
    "gm",
  );
  const pieces = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) {
      pieces.push(text.slice(at, match.index));
    }
    const kind = Object.entries(match.groups).find(([, value]) => value !== undefined)[0];
    const isName = language === "json" && kind === "string" && /^\s*:/.test(text.slice(match.index + match[0].length));
    pieces.push(h("span", { class: isName ? "name" : kind }, match[0]));
    at = match.index + match[0].length;
  }
  pieces.push(text.slice(at));
  return pieces;
}
