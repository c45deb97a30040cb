// The vectors of tests/vectors, which drive every library and the bundle.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FeiqianError } from "../src/index.js";
import { Money, type Currency } from "../src/money.js";
import { contentDigest, signMessage } from "../src/rfc9421.js";
import * as signing from "../src/signing.js";
import { fromBase64, utf8 } from "../src/digest.js";
import { md5 } from "../src/md5.js";
import { verifyCallback, verifyIpn, verifyStandardWebhook, verifyWalletNotice, webhookSecret } from "../src/webhooks.js";

const folder = process.env["FEIQIAN_VECTORS"];
assert(folder, "FEIQIAN_VECTORS names tests/vectors");

const vectors = <Vector>(name: string): Vector[] => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")) as Vector[];
type Pairs = Array<[string, string]>;

test("MD5", () => {
  for (const { text, md5: digest } of vectors<{ text: string; md5: string }>("md5")) {
    assert.equal(md5(text), digest, text);
  }
});

test("sign of products", async () => {
  const list = vectors<{ name: string; key: string; sign_type: string; parameters: Pairs; text: string; signature: string }>("cashier");
  assert(list.length >= 6);
  for (const { name, key, sign_type: scheme, parameters, text, signature } of list) {
    assert.equal(signing.productText([...parameters, ["sign", "0"]]), text, name);
    const sign = scheme === "MD5" ? signing.productMd5(text, key) : await signing.productHmac(text, key);
    assert.equal(sign, signature, name);
  }
});

test("names are sorted by their bytes, not by UTF-16", () => {
  assert.equal(signing.productText([["𝄞", "1"], ["ｚ", "2"], ["a", "3"], ["ab", "5"], ["Z", "4"]]), "Z=4&a=3&ab=5&ｚ=2&𝄞=1");
});

test("verifySign and the headers of payees", async () => {
  interface Payee {
    verifySign: Array<{ name: string; token: string; parameters: Pairs; text: string; signature: string }>;
    header: Array<{ token: string; path: string; body: string; timestamp: string; nonce: string; text: string; header: string }>;
  }
  const { verifySign, header } = JSON.parse(readFileSync(`${folder}/payee.json`, "utf8")) as Payee;
  assert(verifySign.length >= 8 && header.length >= 3);
  for (const { name, token, parameters, text, signature } of verifySign) {
    assert.equal(signing.payeeText([["verifySign", "0"], ...parameters]), text, name);
    assert.equal(signing.verifySign(text, token), signature, name);
  }
  for (const one of header) {
    const text = await signing.headerText(one.path, utf8(one.body), one.timestamp, one.nonce);
    assert.equal(text, one.text);
    assert.equal(await signing.headerSignature(text, one.token), one.header);
  }
});

test("RFC 9421 and RFC 9530", async () => {
  interface Vector {
    name: string; key_base64: string; method: string; scheme: string; authority: string; path: string; query: string | null;
    headers: Pairs; body: string; label: string; components: string[]; parameters: Array<[string, string | number]>;
    base: string; signature_input: string; signature: string;
  }
  const list = vectors<Vector>("rfc9421");
  assert(list.length >= 5);
  for (const one of list) {
    const key = fromBase64(one.key_base64);
    assert(key);
    const url = new URL(`${one.scheme}://${one.authority}${one.path}${one.query === null ? "" : `?${one.query}`}`);
    const signed = await signMessage({ method: one.method, url, headers: new Map(one.headers) }, one.components, one.parameters, key, one.label);
    assert.equal(signed.base, one.base, one.name);
    assert.equal(signed.signatureInput, one.signature_input, one.name);
    assert.equal(signed.signature, one.signature, one.name);
    const digest = one.headers.find(([name]) => name === "content-digest")?.[1];
    if (digest?.startsWith("sha-256=")) {
      assert.equal(await contentDigest(utf8(one.body)), digest.split(",")[0], one.name);
    }
  }
});

test("texts that would be ambiguous", () => {
  const { names, values } = JSON.parse(readFileSync(`${folder}/unambiguous.json`, "utf8")) as Record<"names" | "values", Array<[string, boolean]>>;
  names.forEach(([name, is]) => { assert.equal(signing.isName(name), is, name); });
  values.forEach(([value, is]) => { assert.equal(signing.isValue(value), is, value); });
});

test("amounts", () => {
  for (const { currency, text, minor, printed } of vectors<{ currency: Currency; text: string; minor: string | null; printed?: string }>("money")) {
    if (minor === null) {
      assert.throws(() => Money.parse(text, currency), { kind: "argument" }, `${text} ${currency}`);
    } else {
      const money = Money.parse(text, currency);
      assert.equal(money.minor, BigInt(minor), text);
      assert.equal(money.toString(), printed ?? text);
    }
  }
  assert.equal(Money.parse("0.10", "CNY").plus(Money.parse("0.20", "CNY")).toString(), "0.30");
  assert.throws(() => Money.parse("1.00", "CNY").plus(Money.parse("1.00", "USD")), { kind: "argument" });
});

interface Sent {
  name: string; scheme: "callback" | "ipn" | "wallet" | "standard"; expected: string; keys: string[]; now: number; body: string;
  minimum?: "MD5" | "HMAC-SHA256"; header?: string; headers?: Record<string, string>; accepted: boolean; reason?: string;
}

function verify(sent: Sent): Promise<object> {
  const clock = { now: sent.now };
  switch (sent.scheme) {
    case "callback":
      return verifyCallback(sent.body, sent.keys, sent.expected as "deposit", { ...clock, ...(sent.minimum ? { minimum: sent.minimum } : {}) });
    case "ipn": return verifyIpn(utf8(sent.body), sent.keys, sent.expected as "payout");
    case "wallet": return verifyWalletNotice(sent.body, sent.header ?? "", sent.keys, clock);
    case "standard": return verifyStandardWebhook(utf8(sent.body), sent.headers ?? {}, sent.keys, clock);
  }
}

test("callbacks, IPNs, notices and Standard Webhooks", async () => {
  const list = vectors<Sent>("callbacks");
  assert(list.length >= 50);
  for (const sent of list) {
    if (sent.accepted) {
      await verify(sent).catch((error: unknown) => assert.fail(`${sent.name}: ${String(error)}`));
    } else {
      await assert.rejects(verify(sent), (error) => error instanceof FeiqianError && error.kind === "verification" && error.reason === sent.reason, sent.name);
    }
  }
});

test("Standard Webhooks of the specification", async () => {
  interface Vector { name: string; secret: string; key_base64: string; id: string; timestamp: number; body: string; signature: string }
  for (const { name, secret, id, timestamp, body, signature } of vectors<Vector>("standard-webhooks")) {
    const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "Webhook-Signature": signature };
    assert.deepEqual(await verifyStandardWebhook(body, headers, [secret], { now: timestamp }), { id, timestamp }, name);
  }
  assert.equal(webhookSecret("demo-key-0001"), "whsec_ZGVtby1rZXktMDAwMQ==");
});
