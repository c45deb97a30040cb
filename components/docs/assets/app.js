// The frame of the page: loads the reference, draws header and navigation, shows what the address names.

import { h } from "./dom.js";
import { endpointPage } from "./endpoint.js";
import { current, said, setLanguage, word } from "./language.js";
import { overviewPage, signingPage } from "./pages.js";
import { readReference } from "./reference.js";
import { matches } from "./search.js";

const top = document.getElementById("top");
const side = document.getElementById("side");
const content = document.getElementById("content");

let reference = null;

start();

async function start() {
  setLanguage(current());
  content.replaceChildren(h("p", { role: "status" }, word("loading")));
  try {
    const answer = await fetch("/openapi.json");
    if (!answer.ok) {
      throw new Error(`HTTP ${answer.status}`);
    }
    reference = readReference(await answer.json());
  } catch (error) {
    content.replaceChildren(h("p", { role: "alert" }, `${word("loadFailed")} ${error.message}`));
    return;
  }
  draw();
  document.getElementById("skip").addEventListener("click", (event) => {
    // The address's hash names the page, so the link cannot use it.
    event.preventDefault();
    content.focus();
  });
  window.addEventListener("hashchange", () => {
    showMenu(false);
    drawContent();
    window.scrollTo({ top: 0, behavior: "instant" });
    content.focus({ preventScroll: true });
  });
}

function draw() {
  document.getElementById("skip").textContent = word("skip");
  side.setAttribute("aria-label", word("navigation"));
  drawTop();
  drawSide();
  drawContent();
}

function drawTop() {
  const menu = h(
    "button",
    {
      type: "button",
      class: "menu",
      "aria-controls": "side",
      "aria-expanded": "false",
      onclick: () => showMenu(!document.body.classList.contains("menu-open")),
    },
    word("menu"),
  );
  const other = current() === "zh" ? "en" : "zh";
  const language = h(
    "button",
    {
      type: "button",
      class: "language",
      lang: other === "zh" ? "zh-CN" : "en",
      onclick: () => {
        setLanguage(other);
        draw();
        top.querySelector(".language").focus();
      },
    },
    word("switchLanguage"),
  );
  const home = h(
    "a",
    { class: "brand", href: "#/" },
    h("img", { src: "/docs/icon.svg", alt: "", width: "28", height: "28" }),
    h("span", {}, word("brand")),
    h("small", {}, reference.info.version),
  );
  top.replaceChildren(menu, home, language);
}

function drawSide() {
  const filter = h("input", { type: "search", placeholder: word("filter"), "aria-label": word("filter") });
  const lists = h("div", { class: "lists" });
  const general = [
    ["#/", word("overview")],
    ["#/signing", word("signing")],
  ];
  const fill = () => {
    const wanted = filter.value.trim();
    const parts = reference.parts.map((part) => ({
      ...part,
      endpoints: part.endpoints.filter((endpoint) => matches(endpoint, wanted)),
    }));
    const shown = parts.filter(({ endpoints }) => endpoints.length > 0);
    lists.replaceChildren(
      wanted
        ? ""
        : h(
            "ul",
            {},
            general.map(([href, text]) => h("li", {}, link(href, text))),
          ),
      ...shown.map((part) =>
        h(
          "section",
          {},
          h("h2", {}, said(part.tag, part.zh.name)),
          h(
            "ul",
            {},
            part.endpoints.map((endpoint) =>
              h(
                "li",
                {},
                link(
                  `#/${endpoint.id}`,
                  h("span", { class: `method ${endpoint.method.toLowerCase()}` }, endpoint.method),
                  h("span", { class: "what" }, said(endpoint.summary, endpoint.zh.summary)),
                ),
              ),
            ),
          ),
        ),
      ),
      shown.length ? "" : h("p", { role: "status" }, word("noMatch")),
    );
    markCurrent();
  };
  filter.addEventListener("input", fill);
  side.replaceChildren(filter, lists);
  fill();
}

const link = (href, ...children) => h("a", { href }, children);

function drawContent() {
  const name = location.hash.replace(/^#\/?/, "");
  const endpoint = reference.endpoints.find(({ id }) => id === name);
  const page = endpoint ? endpointPage(endpoint, reference) : { "": overviewPage, signing: signingPage }[name]?.(reference);
  content.replaceChildren(page ?? h("p", { role: "alert" }, word("notFound")));
  const heading = content.querySelector("h1")?.textContent;
  document.title = heading && name ? `${heading} · ${word("title")}` : word("title");
  markCurrent();
}

function markCurrent() {
  const here = location.hash || "#/";
  for (const anchor of side.querySelectorAll("a")) {
    if (anchor.getAttribute("href") === here) {
      anchor.setAttribute("aria-current", "page");
      anchor.scrollIntoView({ block: "nearest" });
    } else {
      anchor.removeAttribute("aria-current");
    }
  }
}

function showMenu(open) {
  document.body.classList.toggle("menu-open", open);
  top.querySelector(".menu").setAttribute("aria-expanded", String(open));
}
