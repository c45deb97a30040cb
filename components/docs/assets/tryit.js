// The panel that signs a request in the browser, sends it, and shows the canonical string, the hash and the answer.

import { codeBlock } from "./code.js";
import { DEMO, demoKey, tokenCommand } from "./demo.js";
import { draftOf, fieldsOf, hasFieldBody, initialValues, keyOf, signed, timestamp, withFreshNumbers } from "./draft.js";
import { freshId, h, inline, oneLine } from "./dom.js";
import { pretty } from "./json.js";
import { outcomeOf } from "./outcome.js";
import { said, word } from "./language.js";
import { comparison } from "./comparison.js";

/** Where a refusal carries the text that should have been signed (only with the variable `demo_mode`). */
const EXPECTED = "x-sign-expected-canonical";

/** What was typed stays here while the page is open, for the next endpoint; it is stored nowhere. */
const typed = { product: null, payee: null, wallet: "", dispatch: DEMO.dispatchToken, login: { ...DEMO.login } };

/** The panel of an endpoint: its `element`, and what is typed: `values()`, `json()`. `onchange` is told of changes. */
export function tryPanel(endpoint, onchange) {
  const state = { values: withFreshNumbers(initialValues(endpoint), Date.now().toString(36)), json: "" };
  if (endpoint.body !== null && !hasFieldBody(endpoint)) {
    state.json = pretty(endpoint.body.example);
  }
  const result = h("div", { class: "result", role: "status", "aria-live": "polite" });
  const preview = h("div", { class: "preview" });
  const isSigned = endpoint.scheme === "product" || endpoint.scheme === "payee";
  const button = h("button", { type: "submit", class: "button" }, word(isSigned ? "send" : "sendPlain"));
  const redraw = async () => {
    onchange();
    preview.replaceChildren(...(isSigned ? await signatureView(endpoint, state) : []));
  };
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        result.replaceChildren(h("p", {}, word("sending")));
        result.replaceChildren(...(await send(endpoint, state)));
        button.disabled = false;
        await redraw();
        show(result);
      },
      oninput: redraw,
    },
    h("h2", {}, word("tryIt")),
    h("p", { class: "note" }, word("tryNote")),
    credentials(endpoint, state),
    inputs(endpoint, state),
    preview,
    h("p", { class: "actions" }, button, h("small", {}, word("sendEmpty"))),
  );
  queueMicrotask(redraw);
  return {
    element: h("div", {}, form, result),
    values: () => state.values,
    json: () => state.json,
  };
}

/** Brings an answer onto the screen: its beginning if it is longer than that. */
function show(result) {
  const { top, bottom, height } = result.getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight) {
    result.scrollIntoView({ block: height > window.innerHeight / 2 ? "start" : "nearest" });
  }
}

// What is typed.

function credentials(endpoint, state) {
  const set = (name) => (value) => {
    typed[name] = value;
  };
  const fields = {
    product: () => secretInput(word("productKey"), typed.product ?? demoKeyOf(endpoint, state), set("product")),
    payee: () => secretInput(word("apiToken"), typed.payee ?? demoKeyOf(endpoint, state), set("payee")),
    dispatch: () => secretInput(word("dispatchToken"), typed.dispatch, set("dispatch")),
    wallet: () => [
      secretInput(word("walletToken"), typed.wallet, set("wallet")),
      h("p", { class: "note" }, word("walletTokenNote")),
      codeBlock(tokenCommand(endpoint), "curl", word("walletToken")),
    ],
    backOffice: () => [
      h("p", { class: "note" }, word("loginNote")),
      textInput(word("merchantCode"), typed.login.pid, (value) => {
        typed.login.pid = value;
      }),
      textInput(word("account"), typed.login.account, (value) => {
        typed.login.account = value;
      }),
      secretInput(word("password"), typed.login.pwd, (value) => {
        typed.login.pwd = value;
      }),
    ],
  }[endpoint.scheme];
  return fields ? h("fieldset", { class: "credentials" }, h("legend", {}, word("secrets")), fields()) : "";
}

function demoKeyOf(endpoint, state) {
  const parameters = fieldsOf(endpoint).map((field) => [field.name, state.values[keyOf(field)]]);
  return demoKey({ scheme: endpoint.scheme, parameters });
}

function textInput(label, value, onset, properties = {}) {
  const id = freshId("input");
  const input = h("input", {
    id,
    type: "text",
    value,
    autocomplete: "off",
    spellcheck: "false",
    autocapitalize: "off",
    ...properties,
    oninput: (event) => onset(event.target.value),
  });
  return h("div", { class: "input" }, h("label", { for: id }, label), input);
}

function secretInput(label, value, onset) {
  const row = textInput(label, value, onset, { type: "password", autocomplete: "new-password" });
  const input = row.querySelector("input");
  const toggle = h(
    "button",
    {
      type: "button",
      class: "inside",
      "aria-pressed": "false",
      onclick: () => {
        const hidden = input.type === "password";
        input.type = hidden ? "text" : "password";
        toggle.setAttribute("aria-pressed", String(hidden));
        toggle.textContent = word(hidden ? "hide" : "show");
      },
    },
    word("show"),
  );
  row.append(toggle);
  return row;
}

function inputs(endpoint, state) {
  const fields = fieldsOf(endpoint);
  const isFirst = (field) => field.required || state.values[keyOf(field)] !== "";
  const [first, more] = [fields.filter(isFirst), fields.filter((field) => !isFirst(field))];
  const json = endpoint.body !== null && !hasFieldBody(endpoint) ? jsonInput(state) : "";
  return [
    first.map((field) => fieldInput(field, state, endpoint)),
    json,
    more.length
      ? h(
          "details",
          { class: "more" },
          h("summary", {}, `${word("moreFields")} (${more.length})`),
          more.map((field) => fieldInput(field, state, endpoint)),
        )
      : "",
  ];
}

function fieldInput(field, state, endpoint) {
  const id = freshId("field");
  const noteId = freshId("note");
  const key = keyOf(field);
  const isTime = field.name === "timestamp";
  const note = isTime && field.required ? word("timestampNote") : said(field.description, field.zh);
  const set = (value) => {
    state.values[key] = value;
  };
  const shared = { id, name: field.name, "aria-describedby": noteId, "aria-required": String(field.required) };
  const control =
    field.values.length > 0
      ? h(
          "select",
          { ...shared, onchange: (event) => set(event.target.value), oninput: (event) => set(event.target.value) },
          ["", ...field.values.map(String)].map((value) =>
            h("option", { value, selected: value === state.values[key] }, value === "" ? "–" : value),
          ),
        )
      : h("input", {
          ...shared,
          type: "text",
          value: state.values[key],
          autocomplete: "off",
          spellcheck: "false",
          autocapitalize: "off",
          oninput: (event) => set(event.target.value),
        });
  const fill = { timestamp: () => timestamp(endpoint.scheme), nonce: () => crypto.getRandomValues(new Uint32Array(4)).join("") };
  const filler =
    fill[field.name] && field.in !== "header"
      ? h(
          "button",
          {
            type: "button",
            class: "inside",
            onclick: () => {
              control.value = fill[field.name]();
              control.dispatchEvent(new Event("input", { bubbles: true }));
            },
          },
          word(isTime ? "now" : "random"),
        )
      : "";
  return h(
    "div",
    { class: "input" },
    h(
      "label",
      { for: id },
      h("code", {}, field.name),
      field.required ? h("span", { class: "required" }, word("required")) : "",
      field.in === "header" || field.in === "path" ? h("small", {}, field.in) : "",
    ),
    control,
    filler,
    h("p", { class: "note", id: noteId }, inline(oneLine(note))),
  );
}

function jsonInput(state) {
  const id = freshId("json");
  const area = h("textarea", {
    id,
    rows: String(Math.min(18, state.json.split("\n").length + 1)),
    spellcheck: "false",
    autocapitalize: "off",
    oninput: (event) => {
      state.json = event.target.value;
    },
  });
  area.value = state.json;
  return h("div", { class: "input" }, h("label", { for: id }, word("body"), " (JSON)"), area);
}

// What is sent and answered.

/** The values with the time in the place of an empty required `timestamp`. */
function timed(endpoint, state) {
  const time = fieldsOf(endpoint).find(({ name, required, in: place }) => name === "timestamp" && required && place !== "header");
  const key = time && keyOf(time);
  return key && endpoint.scheme !== null && state.values[key] === ""
    ? { ...state.values, [key]: timestamp(endpoint.scheme) }
    : state.values;
}

const secretOf = (endpoint, state) => typed[endpoint.scheme] ?? demoKeyOf(endpoint, state);

async function signatureView(endpoint, state) {
  const draft = draftOf(endpoint, timed(endpoint, state), state.json);
  const { canonical, hash } = await signed(draft, secretOf(endpoint, state));
  return signatureBlock(endpoint, canonical, hash);
}

function signatureBlock(endpoint, canonical, hash) {
  const name = endpoint.scheme === "payee" ? "verifySign" : "sign";
  return [
    h("h3", {}, word("canonical"), h("small", {}, word("canonicalNote"))),
    h("pre", { class: "canonical", tabindex: "0", "aria-label": word("canonical") }, canonical),
    h("h3", {}, word("hash"), h("small", {}, name)),
    h("pre", { class: "hash", tabindex: "0", "aria-label": word("hash") }, hash),
  ];
}

async function send(endpoint, state) {
  let draft;
  try {
    draft = draftOf(endpoint, timed(endpoint, state), state.json);
  } catch {
    return [h("p", { class: "failed" }, word("notJson"))];
  }
  try {
    const secret = endpoint.scheme === "backOffice" ? await signIn() : secretOf(endpoint, state);
    const request = await signed(draft, endpoint.scheme === null ? "" : secret);
    const begun = performance.now();
    const answer = await fetch(request.url, { ...request.options, cache: "no-store" });
    const body = await answer.text();
    const duration = performance.now() - begun;
    return answerView(endpoint, request, answer, body, duration);
  } catch (error) {
    return [h("p", { class: "failed" }, `${word("noAnswer")} ${error.message}`)];
  }
}

/** The token of POST /token; an error that shows the refusal if there is none. */
async function signIn() {
  const answer = await fetch("/token", { method: "POST", body: JSON.stringify(typed.login), cache: "no-store" });
  const body = await answer.text();
  const token = answer.ok ? JSON.parse(body).data?.token : undefined;
  if (!token) {
    throw new Error(`POST /token ${answer.status} ${body}`);
  }
  return token;
}

function answerView(endpoint, request, answer, body, duration) {
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  const expected = answer.headers.get(EXPECTED);
  const { isSuccess, code } = outcomeOf(answer.status, body);
  const status =
    code === null
      ? `${word(isSuccess ? "status" : "refused")} ${answer.status}`
      : `${word("refused")} ${code} (HTTP ${answer.status})`;
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  return [
    h("h3", {}, word("answer")),
    h(
      "p",
      { class: "outcome" },
      h("span", { class: `status ${isSuccess ? "s2" : "s4"}` }, status),
      h("span", { class: "duration" }, `${word("duration")} ${duration.toFixed(0)} ms`),
    ),
    expected === null ? "" : comparison(request.canonical, decodeURIComponent(expected)),
    codeBlock(isJson ? pretty(body) : body, isJson ? "json" : "", word("answer")),
    h("details", {}, h("summary", {}, word("headers")), codeBlock(headers, "", word("headers"))),
  ];
}
