// Blocks of code: coloured a little, with a button that copies them.

import { h } from "./dom.js";
import { word } from "./language.js";

const KEYWORDS = {
  curl: /\b(?:curl|printf|md5sum|openssl|cut|date|sed|cargo)\b/,
  javascript: /\b(?:const|let|await|import|from|new)\b/,
  python: /\b(?:import|from|with|as|try|except|for|in|print)\b/,
  rust: /\b(?:use|fn|let|mut|Ok|vec|move)\b/,
  json: /\b(?:true|false|null)\b/,
};
const COMMENTS = { curl: /^#.*$/m, python: /#.*$/m, javascript: /\/\/.*$/m, rust: /\/\/.*$/m, json: /(?!)/ };
const STRINGS = { curl: /'[^']*'|"(?:\\.|[^"\\])*"/ };
const STRING = /"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;

/** A block of code in a language of KEYWORDS, or plain text. `label` names it for those who cannot see it. */
export function codeBlock(text, language, label) {
  const block = h("pre", { class: "code", tabindex: "0", "aria-label": label }, h("code", {}, coloured(text, language)));
  return h("div", { class: "block" }, block, copyButton(() => text));
}

/** A button that copies what `text` gives. */
export function copyButton(text) {
  const button = h("button", {
    type: "button",
    class: "copy",
    onclick: async () => {
      await navigator.clipboard?.writeText(text());
      button.textContent = word("copied");
      setTimeout(() => { button.textContent = word("copy"); }, 1500);
    },
  }, word("copy"));
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
    `(?<comment>${COMMENTS[language].source})|(?<string>${string.source})|(?<keyword>${keywords.source})`, "gm");
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

/** A value as indented JSON; a text that is no JSON as it is. */
export function pretty(value) {
  if (typeof value !== "string") {
    return JSON.stringify(value, null, 2);
  }
  try {
    return indented(value);
  } catch {
    return value;
  }
}

/** Valid JSON with line breaks, its numbers exactly as written: `JSON.stringify` would turn 10.0 into 10. */
function indented(text) {
  JSON.parse(text);
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  return tokens.map((token, i) => {
    if (token === "{" || token === "[") {
      if (tokens[i + 1] === "}" || tokens[i + 1] === "]") {
        return token;
      }
      depth += 1;
      return token + line();
    }
    if (token === "}" || token === "]") {
      if (tokens[i - 1] === "{" || tokens[i - 1] === "[") {
        return token;
      }
      depth -= 1;
      return line() + token;
    }
    return { ",": `,${line()}`, ":": ": " }[token] ?? token;
  }).join("");
}
