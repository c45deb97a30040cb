// Elements without a framework. Text is always text: nothing here parses HTML.

let serial = 0;

/** An id that no other element has. */
export const freshId = (stem) => `${stem}-${(serial += 1)}`;

/**
 * An element: `h("a", { href: "#/" }, "text", child, …)`. A property that is a function is a listener (`onclick`),
 * `true` an attribute without value; `null`, `undefined` and `false` are left out, as children too.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A text whose `code` in backticks, **bold** and paragraphs are shown as such. */
export function prose(text) {
  const paragraphs = text.trim().split(/\n{2,}/).filter(Boolean);
  return paragraphs.map((paragraph) => {
    const lines = paragraph.split("\n");
    if (lines.every((line) => /^[*-] /.test(line))) {
      return h("ul", {}, lines.map((line) => h("li", {}, inline(line.slice(2)))));
    }
    return h("p", {}, inline(lines.join(" ")));
  });
}

/** A line of such a text. */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((piece) => {
    if (piece.length > 2 && piece.startsWith("`")) {
      return h("code", {}, piece.slice(1, -1));
    }
    return piece.length > 4 && piece.startsWith("**") ? h("strong", {}, piece.slice(2, -2)) : piece;
  });
}
