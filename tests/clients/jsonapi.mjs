// A JSON:API client that nobody here wrote reads the wallet's answers: node jsonapi.mjs BASE APPLICANT REVIEWER
// Prints how many relationships it resolved from `included`.
import assert from "node:assert/strict";
import Kitsu from "kitsu";

const [base, applicant, reviewer] = process.argv.slice(2);

// The client names a path after a resource's type; here they differ.
const PATHS = { user_wallet_cash: "cash", "wallet_settings/cash": "settings" };

function client(token) {
  const api = new Kitsu({
    baseURL: `${base}/api/wallet`,
    camelCaseTypes: false,
    resourceCase: "none",
    pluralize: false,
    headers: { Authorization: `Bearer ${token}` },
    timeout: 10_000,
    // Loopback is never behind a proxy.
    axiosOptions: { proxy: false },
  });
  api.interceptors.request.use((request) => ({ ...request, url: PATHS[request.url] ?? request.url }));
  return api;
}

let resolved = 0;
/** The resource that a relationship leads to, with the attributes that only `included` has. */
function related(resource, name, type, attribute) {
  const target = resource[name].data;
  assert.equal(target.type, type);
  assert.ok(attribute in target, `${name} of ${resource.type} ${resource.id} has no ${attribute}: ${JSON.stringify(target)}`);
  resolved += 1;
  return target;
}

const own = client(applicant);
const all = client(reviewer);

// An application, with everything that is related to it.
const application = { cash_apply_amount: "1.00", cash_type: 0, cash_mobile: "13800138000" };
const created = await own.post("user_wallet_cash", application, { params: { include: "user,userWallet,wechat" } });
assert.equal(created.status, 200);
assert.equal(created.data.type, "user_wallet_cash");
// The contract has the id among the attributes too, as a number, and this client puts attributes last.
assert.equal(created.data.id, 2);
assert.equal(created.data.cash_charge, "0.01");
assert.equal(created.data.cash_actual_amount, 0.99);
assert.equal(related(created.data, "userWallet", "user_wallet", "freeze_amount").available_amount, "1.00");
assert.equal(related(created.data, "user", "users", "username").username, "username");
assert.equal(related(created.data, "wechat", "wechats", "nickname").nickname, "客户");

// Nobody's binding: a relationship without a target.
const unbound = await all.get("cash", { params: { include: "wechat", filter: { user: "2" } } });
assert.deepEqual(unbound.data, []);

// A list, page by page; two records share one user and one wallet.
const list = await all.get("cash", { params: { include: "user,userWallet", sort: "id", page: { size: 2, number: 1 } } });
assert.equal(list.meta.total, 2);
assert.equal(list.links.prev, null);
assert.equal(list.data.length, 2);
for (const cash of list.data) {
  assert.equal(related(cash, "user", "users", "createdAt").id, "1");
  assert.equal(related(cash, "userWallet", "user_wallet", "wallet_status").freeze_amount, "33.00");
}
assert.deepEqual(
  list.data.map((cash) => cash.cash_apply_amount),
  ["32.00", "1.00"],
);
const first = await all.get("cash", { params: { include: "", sort: "id", page: { size: 1 } } });
assert.ok(!("user" in first.data[0]) && first.links.next.startsWith("/api/wallet/cash?"));

// One record, one wallet.
const shown = await own.get(`cash/${created.data.id}`);
assert.equal(shown.data.cash_sn, created.data.cash_sn);
related(shown.data, "user", "users", "mobile");
const wallet = await own.get("user/1");
assert.equal(wallet.data.cash_tax_ratio, "0.01");
related(wallet.data, "user", "users", "updatedAt");

// The ledger leads back to the application.
const include = "user,userWallet,sourceUser,userWalletCash";
const log = await own.get("log", { params: { include, filter: { change_type: "10" } } });
assert.equal(log.meta.sumChangeAvailableAmount, "-33.00");
const row = log.data.find((entry) => entry.userWalletCash.data.id === created.data.id);
assert.equal(related(row, "userWalletCash", "user_wallet_cash", "cash_sn").cash_sn, created.data.cash_sn);
related(row, "user", "users", "username");
related(row, "userWallet", "user_wallet", "available_amount");
assert.equal(row.sourceUser.data, undefined);

// Settings, read and changed as a resource.
const changed = await all.patch("wallet_settings", { id: "cash", cash_rate: 0.02 });
assert.equal(changed.data.cash_rate, "0.02");
assert.equal((await own.get("settings")).data.cash_rate, "0.02");

// Refusals, as the client tells them.
const refusal = async (request) =>
  request.then(
    () => assert.fail("it was not refused"),
    (error) => error,
  );
const low = await refusal(own.post("user_wallet_cash", { ...application, cash_apply_amount: "0.99" }));
assert.equal(low.response.status, 422);
assert.equal(low.errors[0].source.pointer, "/data/attributes/cash_apply_amount");
assert.equal(low.errors[0].meta.rule, "min");
const poor = await refusal(own.post("user_wallet_cash", { ...application, cash_apply_amount: "1.01" }));
assert.deepEqual([poor.response.status, poor.errors[0].code], [409, "available_amount_error"]);
const unknown = await refusal(own.get("cash/999"));
assert.deepEqual([unknown.response.status, unknown.errors[0].code], [404, "model_not_found"]);

console.log(`${resolved} relationships resolved`);
