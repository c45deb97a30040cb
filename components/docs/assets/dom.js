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

/** A text whose `code` in backticks, **bold**, lists and paragraphs are shown as such. */
export function prose(text) {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .filter(Boolean);
  return paragraphs.map((paragraph) => {
    if (/^[*-] /.test(paragraph)) {
      const items = paragraph.slice(2).split(/\n[*-] /);
      return h(
        "ul",
        {},
        items.map((item) => h("li", {}, inline(oneLine(item)))),
      );
    }
    return h("p", {}, inline(oneLine(paragraph)));
  });
}

/** Lines joined: with a blank, but not between Chinese characters. */
export const oneLine = (text) =>
  text
    .replace(/\s*\n\s*/g, "\n")
    .replace(/(?<=[\u3000-\u9fff\uff00-\uffef])\n|\n(?=[\u3000-\u9fff\uff00-\uffef])/g, "")
    .replaceAll("\n", " ");

/** A line of such a text. */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((piece) => {
    if (piece.length > 2 && piece.startsWith("`")) {
      return h("code", {}, piece.slice(1, -1));
    }
    return piece.length > 4 && piece.startsWith("**") ? h("strong", {}, piece.slice(2, -2)) : piece;
  });
}
