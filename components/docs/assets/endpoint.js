// One endpoint: what it takes, what it answers, the panel that tries it, and the request as a program.

import { codeBlock, copyButton } from "./code.js";
import { draftOf } from "./draft.js";
import { freshId, h, inline, oneLine, prose } from "./dom.js";
import { pretty } from "./json.js";
import { said, word } from "./language.js";
import { allSamples } from "./samples.js";
import { tabs } from "./tabs.js";
import { tryPanel } from "./tryit.js";

/** The libraries first, then the request by hand. */
const LANGUAGES = [
  { id: "library-typescript", title: "TypeScript" },
  { id: "library-python", title: "Python" },
  { id: "library-php", title: "PHP" },
  { id: "library-rust", title: "Rust" },
  { id: "curl", title: "curl" },
  { id: "javascript", title: "JavaScript, by hand" },
  { id: "python", title: "Python, by hand" },
  { id: "rust", title: "Rust, by hand" },
];

/** The language chosen last, for the next endpoint. */
let chosenLanguage = "library-typescript";

export function endpointPage(endpoint, reference) {
  const part = reference.parts.find(({ tag }) => tag === endpoint.tag);
  const panelId = freshId("try");
  const panel = tryPanel(endpoint, () => sampleTabs.refresh());
  const hasLibrary = endpoint.scheme !== null || endpoint.operation === "token";
  const languages = LANGUAGES.filter(({ id }) => hasLibrary || !id.startsWith("library-"));
  const chosen = languages.some(({ id }) => id === chosenLanguage) ? chosenLanguage : languages[0].id;
  const sampleTabs = tabs(
    word("samples"),
    languages,
    (id) => {
      let text;
      try {
        text = allSamples(draftOf(endpoint, panel.values(), panel.json()), location.origin)[id];
      } catch {
        text = word("notJson");
      }
      return codeBlock(text, id.replace("library-", ""), `${word("samples")}: ${id}`);
    },
    chosen,
    (id) => {
      chosenLanguage = id;
    },
  );
  const jump = h(
    "button",
    {
      type: "button",
      class: "button small",
      onclick: () => {
        document.getElementById(panelId).scrollIntoView();
        document.getElementById(panelId).focus({ preventScroll: true });
      },
    },
    word("tryIt"),
  );
  return h(
    "article",
    { class: "endpoint" },
    h(
      "header",
      {},
      h("p", { class: "crumb" }, said(part.tag, part.zh.name)),
      h("h1", {}, said(endpoint.summary, endpoint.zh.summary)),
      h(
        "p",
        { class: "route" },
        h("span", { class: `method ${endpoint.method.toLowerCase()}` }, endpoint.method),
        h("code", {}, endpoint.path),
        copyButton(() => endpoint.path),
        jump,
      ),
      h("div", { class: "text" }, prose(said(endpoint.description, endpoint.zh.description))),
    ),
    h(
      "div",
      { class: "columns" },
      h("div", { class: "facts" }, authentication(endpoint), request(endpoint), answers(endpoint), errors(endpoint)),
      h(
        "div",
        { class: "work" },
        // The programs first: the form may be long.
        h(
          "section",
          { class: "samples" },
          h("h2", {}, word("samples")),
          endpoint.scheme ? h("p", { class: "note" }, word("samplesNote")) : "",
          sampleTabs.element,
        ),
        h("section", { id: panelId, tabindex: "-1", class: "try", "aria-label": word("tryIt") }, panel.element),
      ),
    ),
  );
}

function authentication(endpoint) {
  const text = word(`scheme_${endpoint.scheme ?? "none"}`);
  const how = ["product", "payee"].includes(endpoint.scheme) ? h("a", { href: "#/signing" }, word("signing")) : "";
  const scope = endpoint.scope ? [" ", h("code", {}, endpoint.scope)] : "";
  return h("section", {}, h("h2", {}, word("authentication")), h("p", {}, text, scope, " ", how));
}

function request(endpoint) {
  const groups = [
    [word("pathParameters"), endpoint.parameters.filter((field) => field.in === "path")],
    [word("queryParameters"), endpoint.parameters.filter((field) => field.in === "query")],
    [word("headers"), endpoint.parameters.filter((field) => field.in === "header")],
    [word("body"), endpoint.body?.fields ?? []],
  ].filter(([, fields]) => fields.length > 0);
  return h(
    "section",
    {},
    h("h2", {}, word("request")),
    groups.length === 0 ? h("p", {}, word("noParameters")) : "",
    groups.map(([title, fields]) => [
      h("h3", {}, title, title === word("body") ? h("small", {}, endpoint.body.types.join(", ")) : ""),
      fieldList(fields, 0),
    ]),
  );
}

function fieldList(fields, depth) {
  return h(
    "ul",
    { class: "fields" },
    fields.map((field) =>
      h(
        "li",
        {},
        h(
          "div",
          { class: "field" },
          h("code", { class: "name" }, field.name),
          h(
            "span",
            { class: "type" },
            [field.type, ...field.rules.map(([name, limit]) => `${word(`rule_${name}`)} ${limit}`)].join(", "),
          ),
          field.required ? h("span", { class: "required" }, word("required")) : "",
        ),
        field.description || field.zh ? h("p", {}, inline(oneLine(said(field.description, field.zh)))) : "",
        field.values.length
          ? h(
              "p",
              { class: "values" },
              field.values.flatMap((value) => [h("code", {}, String(value)), " "]),
            )
          : "",
        field.children.length && depth < 4 ? fieldList(field.children, depth + 1) : "",
      ),
    ),
  );
}

function answers(endpoint) {
  const [successes, refusals] = [/^[123]/, /^[^123]/].map((pattern) =>
    endpoint.responses.filter(({ status }) => pattern.test(status)),
  );
  return h(
    "section",
    {},
    h("h2", {}, word("answers")),
    successes.map((response, i) => answer(response, i === 0)),
    refusals.length
      ? h(
          "details",
          { class: "refusals" },
          h(
            "summary",
            {},
            word("refusals"),
            " ",
            refusals.map(({ status }) => [statusMark(status), " "]),
          ),
          refusals.map((response) => answer(response, false)),
        )
      : "",
  );
}

const statusMark = (status) => h("span", { class: `status s${status[0]}` }, status);

function answer(response, open) {
  // Every answer has it, so it would only be in the way here.
  const headers = response.headers.filter((name) => name !== "x-request-id");
  return h(
    "details",
    { class: "answer", open },
    h("summary", {}, statusMark(response.status), " ", inline(oneLine(said(response.description, response.zh)))),
    headers.length ? h("p", { class: "note" }, `${word("headers")}: `, headers.join(", ")) : "",
    response.examples.map(({ name, value }) => [
      name ? h("p", { class: "note" }, name) : "",
      codeBlock(pretty(value), "json", `${word("example")} ${response.status}`),
    ]),
    response.fields.length
      ? h("details", { class: "members" }, h("summary", {}, word("members")), fieldList(response.fields, 0))
      : "",
  );
}

function errors(endpoint) {
  if (endpoint.codes.length === 0) {
    return "";
  }
  return h(
    "section",
    {},
    h("h2", {}, word("errors")),
    h(
      "ul",
      { class: "codes" },
      endpoint.codes.map((code) =>
        h(
          "li",
          {},
          h(
            "div",
            { class: "field" },
            h("code", { class: "name" }, String(code.code)),
            code.message ? h("span", { class: "message" }, String(code.message)) : "",
            code.status ? h("span", { class: "type" }, `HTTP ${code.status}`) : "",
          ),
          h("p", {}, inline(said(code.meaning, code["x-zh"]?.meaning))),
          code.fields
            ? h(
                "ul",
                { class: "keys" },
                Object.entries(code.fields).map(([name, keys]) =>
                  h("li", {}, h("code", {}, name), " ", keys.map((key) => key.replace(/^validation\./, "")).join(", ")),
                ),
              )
            : "",
        ),
      ),
    ),
  );
}
