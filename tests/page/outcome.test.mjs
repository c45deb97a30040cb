// What the panel says of an answer, and what the search finds.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { outcomeOf } from "../../components/docs/assets/outcome.js";
import { readReference } from "../../components/docs/assets/reference.js";
import { matches } from "../../components/docs/assets/search.js";

test("a refusal under HTTP 200 is one, with the contract's code", () => {
  for (const [status, body, isSuccess, code] of [
    [200, '{"code":200,"data":[]}', true, null],
    [200, '{"code":422,"message":{},"data":[]}', false, 422],
    [422, '{"code":422,"message":{},"data":[]}', false, null],
    [200, '{"ret_code":"000100"}', true, null],
    [200, '{"ret_code":"000023","ret_msg":"data error : amount"}', false, "000023"],
    [409, '{"errors":[{"code":"status_cash_freeze"}]}', false, "status_cash_freeze"],
    [200, '{"data":{"type":"user_wallet"}}', true, null],
    [304, "", true, null],
    [502, "<html>", false, null],
    [200, "null", true, null],
  ]) {
    assert.deepEqual(outcomeOf(status, body), { isSuccess, code }, `${status} ${body}`);
  }
});

test("the search finds words of the text, of fields and of errors, in both languages", () => {
  const file = new URL("../../components/docs/assets/openapi.json", import.meta.url);
  const { endpoints } = readReference(JSON.parse(readFileSync(file, "utf8")));
  const found = (wanted) =>
    endpoints.filter((endpoint) => matches(endpoint, wanted)).map(({ method, path }) => `${method} ${path}`);
  assert.equal(found("").length, endpoints.length);
  assert(found("/pay").includes("POST /pay"));
  // No summary, method or path has these.
  assert(found("product_order_sn").includes("POST /pay"));
  assert(found("POST depositor").includes("POST /pay"));
  assert(found("000080").includes("POST /v3/payouts/pay"));
  assert(found("cash_sum_limit").some((endpoint) => endpoint.endsWith("/api/wallet/cash")));
  assert.deepEqual(found("no such word anywhere"), []);
  for (const endpoint of endpoints) {
    const word = endpoint.description.split(/\s+/).find((text) => /^[a-z]{4,}$/i.test(text));
    assert(word === undefined || matches(endpoint, word.toUpperCase()), `${endpoint.path}: ${word}`);
  }
});
