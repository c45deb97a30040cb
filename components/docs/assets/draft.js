// From what is typed into the panel to an unsigned request (samples.js says what a draft is), and on to a signed one.

import { payeeSign, payeeText, productSign, productText } from "./signing.js";

/** The fields of an endpoint's panel: path, query and header parameters, then the body's. */
export function fieldsOf(endpoint) {
  const body = hasFieldBody(endpoint) ? endpoint.body.fields.map((field) => ({ ...field, in: "body" })) : [];
  return [...endpoint.parameters, ...body];
}

/** Whether the body is typed field by field; otherwise as JSON. */
export function hasFieldBody(endpoint) {
  const { body } = endpoint;
  return (
    body !== null &&
    body.fields.length > 0 &&
    !body.mediaType.includes("vnd.api") &&
    body.fields.every((field) => field.children.length === 0 && !/\[\]|object/.test(field.type))
  );
}

/** What the panel shows at first: the document's examples. */
export function initialValues(endpoint) {
  const example = hasFieldBody(endpoint) ? (endpoint.body.example ?? {}) : {};
  return Object.fromEntries(
    fieldsOf(endpoint).map((field) => {
      const value = field.in === "body" && example[field.name] !== undefined ? example[field.name] : field.example;
      const given = field.name === "timestamp" ? "" : value;
      return [keyOf(field), given === undefined || given === null ? "" : String(given)];
    }),
  );
}

/** Numbers that a caller gives to one order only: sent again with other values, they are a conflict (409). */
const ORDER_NUMBERS = ["product_order_sn", "product_billno", "invoiceId"];

/**
 * The values with order numbers of this `run`, so that the first request of a page is not one that was sent before. A number in
 * a query asks for an order that exists.
 */
export function withFreshNumbers(values, run) {
  const isNumber = (key) => ORDER_NUMBERS.some((name) => key === `body:${name}`);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value !== "" && isNumber(key) ? `${value}-${run}` : value]),
  );
}

/** The key of a field's value: a name may occur in the query and in the body. */
export const keyOf = (field) => `${field.in}:${field.name}`;

/** Whether a request cannot do without the time: the page and the samples write it themselves. */
export const needsTimestamp = (endpoint) =>
  fieldsOf(endpoint).some(({ name, required, in: place }) => name === "timestamp" && required && place !== "header");

/**
 * The draft of an endpoint with these values; empty ones are not sent. `json` is the text of a body that is typed as a
 * whole; an invalid one throws.
 */
export function draftOf(endpoint, values, json) {
  const filled = fieldsOf(endpoint).map((field) => ({ ...field, value: values[keyOf(field)] ?? "" }));
  const sent = filled.filter(
    ({ value, name, required }) => value !== "" || (name === "timestamp" && required && endpoint.scheme !== null),
  );
  const pairs = (place) => sent.filter((field) => field.in === place).map(({ name, value }) => [name, value]);
  const path = endpoint.path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(values[`path:${name}`] ?? ""));
  const draft = {
    method: endpoint.method,
    operation: endpoint.operation,
    pathTemplate: endpoint.path,
    arguments: sent.filter(({ in: place }) => place !== "header").map(({ name, value, type }) => [name, value, type]),
    path,
    scheme: endpoint.scheme,
    scope: endpoint.scope,
    user: endpoint.user,
    headers: pairs("header"),
    parameters: [],
    query: [],
    mediaType: endpoint.body?.mediaType,
  };
  if (endpoint.scheme === "product" || endpoint.scheme === "payee") {
    const [query, body] = [pairs("query"), pairs("body")];
    return { ...draft, parameters: [...query, ...body], carrier: endpoint.body === null ? "query" : "form" };
  }
  draft.query = pairs("query");
  if (hasFieldBody(endpoint)) {
    const members = sent.filter((field) => field.in === "body");
    draft.json = Object.fromEntries(members.map((field) => [field.name, typed(field)]));
  } else if (endpoint.body !== null && json.trim() !== "") {
    draft.json = JSON.parse(json);
  }
  return draft;
}

/** A number as such if it is one and JavaScript keeps it; anything else as the text it is. */
function typed({ type, value }) {
  return /integer|number/.test(type) && String(Number(value)) === value ? Number(value) : value;
}

/**
 * What is sent: `{ url, options, canonical, hash }`, the last two for signed requests only. `secret` is the key, the
 * API token or the bearer token.
 */
export async function signed(draft, secret) {
  const headers = Object.fromEntries(draft.headers);
  const options = { method: draft.method, headers };
  if (draft.scheme === "product" || draft.scheme === "payee") {
    const { canonical, hash } = await signature(draft, secret);
    const form = new URLSearchParams([...draft.parameters, [draft.scheme === "payee" ? "verifySign" : "sign", hash]]);
    if (draft.carrier === "query") {
      return { url: `${draft.path}?${form}`, options, canonical, hash };
    }
    return { url: draft.path, options: { ...options, body: form }, canonical, hash };
  }
  if (secret) {
    headers.Authorization = draft.scheme === "backOffice" ? secret : `Bearer ${secret}`;
  }
  if (draft.json !== undefined) {
    headers["Content-Type"] = draft.mediaType;
    options.body = JSON.stringify(draft.json);
  }
  const query = new URLSearchParams(draft.query).toString();
  return { url: query ? `${draft.path}?${query}` : draft.path, options };
}

async function signature(draft, secret) {
  if (draft.scheme === "payee") {
    const canonical = payeeText(draft.parameters);
    return { canonical, hash: payeeSign(canonical, secret) };
  }
  const canonical = productText(draft.parameters);
  const type = draft.parameters.find(([name]) => name === "sign_type")?.[1];
  return { canonical, hash: await productSign(canonical, secret, type) };
}

/** The time as a scheme writes it. */
export function timestamp(scheme, now = new Date()) {
  return scheme === "payee" ? now.toISOString().replace(/\.\d+/, "") : String(Math.floor(now.getTime() / 1000));
}
