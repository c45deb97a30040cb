// Two canonical strings beside each other: the page's and the one that the server expected.

import { h } from "./dom.js";
import { word } from "./language.js";
import { firstDifference } from "./signing.js";

export function comparison(sent, expected) {
  const at = firstDifference(sent, expected);
  if (at === -1) {
    return h("div", { class: "comparison" }, h("p", {}, word("expectedSame")));
  }
  const marked = (text) => [text.slice(0, at), h("mark", {}, text.slice(at) || "∅")];
  return h(
    "div",
    { class: "comparison" },
    h("p", {}, `${word("expectedDiffers")} ${at + 1}.`),
    h("h4", {}, word("canonical")),
    h("pre", { tabindex: "0" }, marked(sent)),
    h("h4", {}, word("expected")),
    h("pre", { tabindex: "0" }, marked(expected)),
  );
}
