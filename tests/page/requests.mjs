// The requests whose samples are run, by the names of the page: the first state of their panels.

import { readFileSync } from "node:fs";
import { draftOf, fieldsOf, hasFieldBody, initialValues, keyOf } from "../../components/docs/assets/draft.js";
import { readReference } from "../../components/docs/assets/reference.js";
import { libraries } from "../../components/docs/assets/sample-library.js";
import { samples } from "../../components/docs/assets/samples.js";

const openapi = new URL("../../components/docs/assets/openapi.json", import.meta.url);

export const reference = readReference(JSON.parse(readFileSync(openapi, "utf8")));

/** The draft that the page starts an endpoint with; `changes` are values by their fields' names. */
export function firstDraft(id, changes = {}) {
  const endpoint = reference.endpoints.find((candidate) => candidate.id === id);
  if (!endpoint) {
    throw new Error(`no endpoint ${id}`);
  }
  const values = initialValues(endpoint);
  for (const field of fieldsOf(endpoint).filter(({ name }) => name in changes)) {
    values[keyOf(field)] = changes[field.name];
  }
  const json = endpoint.body === null || hasFieldBody(endpoint) ? "" : JSON.stringify(endpoint.body.example);
  return draftOf(endpoint, values, json);
}

/** Names, drafts, and what a good answer contains. Each way to sign, to carry parameters and to send a body. */
export const REQUESTS = [
  { name: "get-bank-list", draft: firstDraft("get-bank-list"), answer: '"code":"ICBC"' },
  { name: "post-pay", draft: firstDraft("post-pay"), answer: '"deposit_channel_code":"1"' },
  {
    name: "get-province-cities-hmac",
    draft: firstDraft("get-province-cities", {
      product_id: "2",
      code: "440000000000",
      sign_type: "HMAC-SHA256",
      timestamp: "now",
      nonce: "new",
    }),
    answer: "广州市",
  },
  { name: "post-token", draft: firstDraft("post-token"), answer: '"token":"' },
  { name: "get-customer", draft: firstDraft("get-customer"), answer: '"product_user_id":"1000001"' },
  { name: "put-approve", draft: firstDraft("put-approve"), answer: '"validation.exists"' },
  { name: "post-create-bank-account", draft: firstDraft("post-create-bank-account"), answer: "account_no" },
  { name: "post-internal-dispatch", draft: firstDraft("post-internal-dispatch"), answer: '"remaining":' },
  { name: "get-api-wallet-cash", draft: firstDraft("get-api-wallet-cash"), answer: '"data":[' },
  { name: "patch-api-wallet-user", draft: firstDraft("patch-api-wallet-user-user-id"), answer: '"type":"user_wallet"' },
  {
    name: "post-v3-payee-payout-accounts",
    draft: firstDraft("post-v3-payee-payout-accounts", {
      merchantNo: "202333",
      storeNo: "301854",
      customerNo: "2000305228289295850180",
    }),
    answer: '"ret_code":"000100"',
  },
];

/** Those whose Rust program is compiled: one for each shape that the generator writes. */
export const COMPILED = [
  "get-bank-list",
  "post-pay",
  "get-province-cities-hmac",
  "get-customer",
  "put-approve",
  "patch-api-wallet-user",
  "post-v3-payee-payout-accounts",
];

/** Where `cargo xtask up` listens: the base of the samples in this repository. */
export const BASE = "http://127.0.0.1:3000";

export const sampleOf = (name, language, base = BASE) =>
  samples(REQUESTS.find((request) => request.name === name).draft, base)[language];

/** Every call of the Rust library that the page shows, each in a module: what is printed there is compiled. */
export function rustCalls() {
  const modules = reference.endpoints.flatMap((endpoint) => {
    const json = endpoint.body === null || hasFieldBody(endpoint) ? "" : JSON.stringify(endpoint.body.example);
    const { rust } = libraries(draftOf(endpoint, initialValues(endpoint), json), BASE);
    return rust ? [`mod ${endpoint.id.replaceAll("-", "_")} {\n${rust}}\n`] : [];
  });
  const head =
    "//! The calls that the reference page shows, written by `node tests/page/write-samples.mjs`: they are compiled, not run.\n\n" +
    "#![cfg_attr(rustfmt, rustfmt::skip)]\n#![allow(dead_code)]\n\n";
  return head + modules.join("\n");
}
