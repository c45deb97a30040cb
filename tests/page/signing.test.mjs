// The page's signatures against the contracts' vectors, and against Node's own digests.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { md5 } from "../../components/docs/assets/md5.js";
import { firstDifference, payeeSign, payeeText, productSign, productText } from "../../components/docs/assets/signing.js";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../golden/vectors/${name}`, import.meta.url), "utf8"));

test("MD5 is MD5, at every length around a block and in every alphabet", () => {
  for (let length = 0; length < 260; length += 1) {
    for (const letter of ["a", "张", "𝄞", "\u0000"]) {
      const text = letter.repeat(length);
      assert.equal(md5(text), createHash("md5").update(text).digest("hex"), `${length} of ${letter}`);
    }
  }
});

test("products' vectors", async () => {
  const { signatures } = vectors("cashier-vectors.json");
  assert(signatures.length >= 7);
  for (const { id, params, signText, type, key, sign, valid } of signatures) {
    const shuffled = [["sign", "0"], ...Object.entries(params)].reverse();
    assert.equal(productText(shuffled), signText, id);
    assert.equal((await productSign(signText, key, type)) === sign, valid, id);
  }
});

test("payees' vectors", () => {
  const { vectors: list } = vectors("payee-vectors.json");
  let checked = 0;
  for (const { id, params, token, signText, verifySign } of list) {
    const flat = Object.entries(params).filter(([, value]) => value !== null);
    if (flat.every(([, value]) => typeof value === "string")) {
      const pairs = [["verifySign", "0"], ...flat];
      assert.equal(payeeText(pairs), signText, id);
      assert.equal(payeeSign(signText, token), verifySign, id);
      checked += 1;
    }
  }
  assert(checked >= 8, `${checked} vectors`);
});

test("HMAC-SHA256 by sign_type", async () => {
  const expected = createHmac("sha256", "键").update("a=张").digest("hex");
  assert.equal(await productSign("a=张", "键", "HMAC-SHA256"), expected);
});

test("names are sorted by their bytes, not by UTF-16", () => {
  assert.equal(
    productText([
      ["𝄞", "1"],
      ["ｚ", "2"],
      ["a", "3"],
      ["Z", "4"],
    ]),
    "Z=4&a=3&ｚ=2&𝄞=1",
  );
});

test("where two texts part", () => {
  assert.equal(firstDifference("abc", "abc"), -1);
  assert.equal(firstDifference("abc", "abd"), 2);
  assert.equal(firstDifference("ab", "abc"), 2);
  assert.equal(firstDifference("", "a"), 0);
});
