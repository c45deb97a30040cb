// The clients over a `fetch` of the test's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { BackOffice, Cashier, FeiqianError, Payee, Wallet } from "../src/index.js";
import { base64, hmacSha256, sha256, utf8 } from "../src/digest.js";
import { parseJson, toJson } from "../src/json.js";

interface Seen { method: string; url: URL; headers: Headers; body: string }

function server(...answers: Array<[status: number, body: string, headers?: Record<string, string>]>): { seen: Seen[]; fetch: typeof fetch } {
  const seen: Seen[] = [];
  return {
    seen,
    fetch: async (input, init) => {
      const request = new Request(input as URL, init);
      seen.push({ method: request.method, url: new URL(request.url), headers: request.headers, body: await request.text() });
      const [status, body, headers] = answers[Math.min(seen.length, answers.length) - 1] ?? [500, ""];
      return new Response(body, { status, ...(headers ? { headers } : {}) });
    },
  };
}

const SUCCESS = '{"code":200,"message":"Success","data":[]}';
const KEY = "demo-key-0001";

test("JSON keeps every digit", () => {
  assert.deepEqual(parseJson('{"id":9007199254740993,"n":1,"a":0.99,"e":1e2,"x_id":7,"big":12345678901234567890,"t":"1.5 \\" 2","ids":[1,2],"z":-0.10}'),
    { id: "9007199254740993", n: 1, a: "0.99", e: "1e2", x_id: "7", big: "12345678901234567890", t: '1.5 " 2', ids: ["1", "2"], z: "-0.10" });
  for (const broken of ["01", "01.5", "1.", "{\"a\":.5}", "[1,]", "1 2", '"a', "-"]) {
    assert.throws(() => parseJson(broken), SyntaxError, broken);
  }
  assert.equal(toJson({ id: 9007199254740993n }), '{"id":"9007199254740993"}');
});

test("RFC 9421: what is sent verifies", async () => {
  const { seen, fetch } = server([200, SUCCESS]);
  const cashier = new Cashier({ baseUrl: "http://127.0.0.1:1", productId: 1, key: KEY, scheme: "rfc9421", fetch });
  await cashier.bankList({ product_user_id: "张 三&'*" });
  await cashier.pay({ product_user_id: "a", payment_code: "1", amount: "1.00", product_order_sn: "x" });
  assert.equal(seen.length, 2);
  for (const { method, url, headers, body } of seen) {
    const input = headers.get("signature-input")?.replace(/^sig1=/, "") ?? "";
    const components = [...(/^\(([^)]*)\)/.exec(input)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
    assert.deepEqual(components, body ? ["@method", "@path", "@query", "content-digest"] : ["@method", "@path", "@query"]);
    const digest = `sha-256=:${base64(await sha256(utf8(body)))}:`;
    const values: Record<string, string> = { "@method": method, "@path": url.pathname, "@query": url.search || "?", "content-digest": digest };
    const base = [...components.map((name) => `"${name}": ${values[name] ?? ""}`), `"@signature-params": ${input}`].join("\n");
    assert.equal(headers.get("signature"), `sig1=:${base64(await hmacSha256(utf8(KEY), utf8(base)))}:`);
    assert.match(input, /;created=[0-9]+;nonce="[0-9a-f]{32}";keyid="1";alg="hmac-sha256"$/);
    assert.equal(new URLSearchParams(body || url.search).has("sign"), false);
  }
});

test("each attempt is signed anew", async () => {
  const { seen, fetch } = server([503, ""], [503, ""], [200, SUCCESS]);
  const cashier = new Cashier({ baseUrl: "http://127.0.0.1:1/base/", productId: "1", key: KEY, fetch, retryDelay: 0 });
  await cashier.bankList({ product_user_id: "a" });
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen.map(({ url }) => url.searchParams.get("nonce"))).size, 3);
  assert.equal(seen[0]?.url.pathname, "/base/bank_list");
});

test("a wait that is asked for and too long is no reason to wait", async () => {
  const { seen, fetch } = server([503, "", { "retry-after": "31" }]);
  const cashier = new Cashier({ baseUrl: "http://127.0.0.1:1", productId: "1", key: KEY, fetch });
  await assert.rejects(cashier.bankList({ product_user_id: "a" }), { kind: "unavailable", retryAfter: 31 });
  assert.equal(seen.length, 1);
});

test("nothing that is printed holds a secret", async () => {
  const { fetch } = server([200, '{"code":403,"message":"forbidden","data":[]}']);
  const secret = "a-very-secret-key-0123456789";
  const options = { baseUrl: "http://127.0.0.1:1", fetch };
  const clients = [
    new Cashier({ ...options, productId: 1, key: secret }), new Wallet({ ...options, token: secret }),
    new Payee({ ...options, merchantNo: "900001", storeNo: "800001", token: secret }),
    new BackOffice({ ...options, merchantCode: "M001", account: "ops", password: secret }),
  ];
  for (const client of clients) {
    assert(!inspect(client, { depth: 9, showHidden: true }).includes(secret) && !JSON.stringify(client).includes(secret));
  }
  const calls: Array<() => Promise<unknown>> = [
    () => new Cashier({ ...options, productId: 1, key: secret }).bankList({ product_user_id: "a" }),
    () => new BackOffice({ ...options, merchantCode: "M001", account: "ops", password: secret }).signIn(),
    () => new Wallet({ ...options, token: `${secret}\n` }).walletSettings(),
    () => new Wallet({ baseUrl: "http://127.0.0.1:1", token: secret, retries: 0 }).walletSettings(),
  ];
  for (const call of calls) {
    await assert.rejects(call(), (error) => error instanceof FeiqianError && !inspect(error, { depth: 9, showHidden: true }).includes(secret));
  }
});

test("logging out ends the session and needs one", async () => {
  const session = '{"code":200,"message":"Success","data":{"ip":"127.0.0.1","iat":0,"exp":180,"token":"t1"}}';
  const { seen, fetch } = server([200, session], [200, '{"code":200,"message":"Success","data":true}'], [200, session], [503, ""]);
  const office = new BackOffice({ baseUrl: "http://127.0.0.1:1", merchantCode: "M001", account: "ops", password: "demo-pass-0001", fetch });
  assert.equal(await office.logOut(), true);
  assert.equal(seen.length, 0, "no session is begun to be ended");
  await office.signIn();
  assert.deepEqual([await office.logOut(), await office.logOut()], [true, true]);
  // A log-out that may have been lost is not repeated by itself, and can be by hand.
  await office.signIn();
  await assert.rejects(office.logOut(), { kind: "unavailable" });
  await assert.rejects(office.logOut(), { kind: "unavailable" });
  assert.deepEqual(seen.map(({ method, url }) => `${method} ${url.pathname}`),
    ["POST /token", "DELETE /token", "POST /token", "DELETE /token", "DELETE /token"]);
  assert.equal(seen[1]?.headers.get("authorization"), "Bearer t1");
});

test("arguments that cannot be sent exactly are refused", async () => {
  const { seen, fetch } = server([200, SUCCESS]);
  const cashier = new Cashier({ baseUrl: "http://127.0.0.1:1", productId: 1, key: KEY, fetch });
  for (const amount of [0.1 + 0.2, 2 ** 53, Number.NaN, { a: 1 }, "\ud800"]) {
    const call = cashier.pay({ product_user_id: "a", payment_code: "1", amount: amount as unknown as string });
    await assert.rejects(call, { kind: "argument", outcome: "not_sent" });
  }
  const wallet = new Wallet({ baseUrl: "http://127.0.0.1:1", token: "t", fetch });
  await assert.rejects(wallet.wallet({ user_id: ".." }), { kind: "argument" });
  assert.throws(() => new Cashier({ baseUrl: "file:///x", productId: 1, key: KEY }), { kind: "argument" });
  assert.throws(() => new Cashier({ baseUrl: "http://x", productId: "01", key: KEY }), { kind: "argument" });
  assert.equal(seen.length, 0);
});

test("a caller can end a call", async () => {
  const control = new AbortController();
  const never: typeof fetch = (_, init) => new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => { reject(new Error("aborted")); });
  });
  const cashier = new Cashier({ baseUrl: "http://127.0.0.1:1", productId: 1, key: KEY, fetch: never });
  const call = cashier.bankList({ product_user_id: "a" }, { signal: control.signal });
  setTimeout(() => { control.abort(); }, 10);
  await assert.rejects(call, { kind: "timeout" });
});
