// The generator of the samples, the drafts they are made of, and the programs that are compiled with the tests.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { draftOf, fieldsOf, hasFieldBody, initialValues, signed, withFreshNumbers } from "../../components/docs/assets/draft.js";
import { pretty } from "../../components/docs/assets/json.js";
import { allSamples, samples } from "../../components/docs/assets/samples.js";
import { BASE, COMPILED, firstDraft, reference, rustCalls, sampleOf } from "./requests.mjs";

test("every endpoint of the document has a page with a draft and four programs", () => {
  assert(reference.endpoints.length > 40);
  assert.equal(new Set(reference.endpoints.map(({ id }) => id)).size, reference.endpoints.length, "ids are unique");
  for (const endpoint of reference.endpoints) {
    assert(endpoint.summary && endpoint.zh.summary, `${endpoint.id}: a summary in both languages`);
    const required = fieldsOf(endpoint).filter((field) => field.required && field.name !== "timestamp");
    const values = initialValues(endpoint);
    for (const field of required) {
      assert.notEqual(values[`${field.in}:${field.name}`], "", `${endpoint.id}: ${field.name} has an example`);
    }
    const json = endpoint.body === null || hasFieldBody(endpoint) ? "" : JSON.stringify(endpoint.body.example);
    const draft = draftOf(endpoint, values, json);
    assert.doesNotMatch(draft.path, /[{}]/, endpoint.id);
    for (const [language, text] of Object.entries(samples(draft, BASE))) {
      assert(text.includes(BASE) && text.includes(draft.path), `${endpoint.id} in ${language}`);
      assert.doesNotMatch(text, /undefined|NaN|\[object/, `${endpoint.id} in ${language}`);
    }
  }
});

test("a page begins with order numbers of its own, within their bounds, and leaves all else alone", () => {
  const changed = new Set();
  for (const endpoint of reference.endpoints) {
    const values = initialValues(endpoint);
    for (const [key, value] of Object.entries(withFreshNumbers(values, Date.now().toString(36)))) {
      if (value !== values[key]) {
        assert(value.startsWith(`${values[key]}-`) && value.length <= 50, `${endpoint.id}: ${key} is ${value}`);
        changed.add(`${endpoint.operation} ${key}`);
      }
    }
  }
  assert.deepEqual([...changed].sort(), ["doWithdraw body:product_billno", "pay body:product_order_sn", "payOut body:invoiceId"]);
});

test("every endpoint that has a client has a call of each library, before the programs by hand", () => {
  let count = 0;
  for (const endpoint of reference.endpoints) {
    const json = endpoint.body === null || hasFieldBody(endpoint) ? "" : JSON.stringify(endpoint.body.example);
    const draft = draftOf(endpoint, initialValues(endpoint), json);
    const names = Object.keys(allSamples(draft, BASE));
    // What monitoring reads is in no library.
    const isCalled = (endpoint.scheme !== null && endpoint.operation !== "metrics") || endpoint.operation === "token";
    assert.deepEqual(
      names.slice(0, 4),
      isCalled
        ? ["library-typescript", "library-python", "library-php", "library-rust"]
        : ["curl", "javascript", "python", "rust"],
      endpoint.id,
    );
    for (const [language, text] of Object.entries(allSamples(draft, BASE)).filter(([name]) => name.startsWith("library-"))) {
      assert(text.includes(BASE), `${endpoint.id} in ${language}`);
      assert.doesNotMatch(text, /undefined|NaN|\[object|verifySign|nonce/, `${endpoint.id} in ${language}`);
      count += 1;
    }
  }
  assert(count > 160, `${count} calls`);
});

test("the Rust programs of the page are those that are compiled", () => {
  for (const name of COMPILED) {
    const compiled = readFileSync(new URL(`../samples/${name}.rs`, import.meta.url), "utf8");
    assert.equal(compiled, sampleOf(name, "rust"), `${name}: node tests/page/write-samples.mjs`);
  }
  const calls = readFileSync(new URL("../../clients/rust/tests/calls.rs", import.meta.url), "utf8");
  assert.equal(calls, rustCalls(), "clients/rust/tests/calls.rs: node tests/page/write-samples.mjs");
  const files = readdirSync(new URL("../samples/", import.meta.url)).sort();
  assert.deepEqual(files, COMPILED.map((name) => `${name}.rs`).sort());
});

test("what a shell, a string or a path could take amiss arrives as it was typed", async () => {
  const nasty = `'"\`$(x)\\ &=%+张\u2028`;
  const draft = firstDraft("post-pay", { depositor: nasty });
  const { options, canonical } = await signed(draft, "k");
  assert(canonical.includes(`depositor=${nasty}&`));
  assert.equal(options.body.get("depositor"), nasty);
  const { curl, javascript, python, rust } = samples(draft, BASE);
  assert(curl.includes("depositor='\\\"\\`\\$(x)\\\\ &=%+张"), curl);
  for (const text of [javascript, python, rust]) {
    assert(text.includes(JSON.stringify(nasty)), text);
  }
  const path = draftOf(
    reference.endpoints.find(({ id }) => id === "get-api-wallet-cash-id"),
    { "path:id": "../a?b" },
    "",
  );
  assert.equal(path.path, "/api/wallet/cash/..%2Fa%3Fb");
});

test("empty fields are not sent, a required time is", () => {
  const endpoint = reference.endpoints.find(({ id }) => id === "post-v3-payee-payout-accounts");
  const values = { ...initialValues(endpoint), "body:customerNo": "" };
  const names = draftOf(endpoint, values, "").parameters.map(([name]) => name);
  assert(!names.includes("customerNo") && names.includes("timestamp"), names.join());
});

test("JSON is indented without touching a number", () => {
  assert.equal(
    pretty('{"a":1.50,"b":[],"c":{"d":[1e3,"x,{}"]}}'),
    '{\n  "a": 1.50,\n  "b": [],\n  "c": {\n    "d": [\n      1e3,\n      "x,{}"\n    ]\n  }\n}',
  );
  assert.equal(pretty("no json {"), "no json {");
  assert.equal(pretty({ a: 1 }), '{\n  "a": 1\n}');
});
