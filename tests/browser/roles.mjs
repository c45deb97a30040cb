// Operators of other roles at the console: what they may not do is neither offered nor possible.

import assert from "node:assert/strict";
import { go, kept, make, resume, signIn } from "./desk.mjs";
import { fitsTheScreen, isAccessible, settled } from "./visit.mjs";

/** What can be done at a place: buttons and links of actions, and whatever sends a form. */
const OFFER = "main .actions button, main .actions a.button:not([download]), main form:not(.filters) [type=submit]";

/** What can be done at places, links to files aside; `WITHDRAWAL` is one that waits. */
const OFFERED = {
  auditor: {
    "/products": [],
    "/products/1": [],
    "/products?new=1": [],
    "/products/1?edit=1": [],
    "/payee-merchants/900001": [],
    "/operators": [],
    "/notices": [],
    "/configuration": [],
    WITHDRAWAL: [],
  },
  finance: {
    "/products": [],
    "/products/1": [],
    "/products?new=1": [],
    "/products/1?edit=1": [],
    "/payee-merchants/900001": ["New top-up", "New fee"],
    "/notices": [],
    "/configuration": [],
    WITHDRAWAL: ["Approve", "Refuse"],
  },
};

/** Parts of the navigation that a role has not. */
const MISSING = { auditor: [], finance: ["Operators", "Tokens", "Audit"] };

const REASON = { reason: "because" };
const WRITES = [
  ["PUT", "/products/9", { name: "Another shop" }],
  ["PATCH", "/products/1", { status: "suspended" }],
  ["POST", "/products/1/key-rotation", {}],
  ["POST", "/payee-merchants/900001/tokens", {}],
  ["PUT", "/operators/eve", { role: "owner" }],
  ["POST", "/tokens", { label: "mine", scopes: ["money:read"] }],
  ["PUT", "/configuration", { version: 1 }],
  ["POST", "/test-notices", { product_id: 1, kind: "deposit", reference: "a", ...REASON }],
];

/** Calls that are refused. */
const REFUSED = {
  auditor: [
    ...WRITES,
    ["POST", "WITHDRAWAL/decision", { decision: "approve", ...REASON }],
    ["PUT", "/payee-merchants/900001/fees/EUR", { fixed: "1" }],
    ["PUT", "/statement-formats/hub-one", {}],
  ],
  finance: [...WRITES, ["GET", "/operators"], ["GET", "/tokens"], ["GET", "/audit"]],
};

/** The owner makes an operator of each role: `{ role: { name, password, totp_secret } }`. */
export async function makeOperators(page, base, shoot) {
  await resume(page, base);
  const operators = {};
  for (const role of Object.keys(OFFERED)) {
    const name = `the-${role}`;
    await go(page, "Operators");
    await make(page, "operator", null, { Name: name }, { Role: role });
    operators[role] = { role, name, ...(await kept(page, shoot, role)) };
    await page.getByRole("heading", { level: 1, name: `Operator ${name}` }).waitFor();
  }
  return operators;
}

/** One of them uses everything that there is for him. */
export async function visitAs(page, base, shoot, { role, name, password, totp_secret: secret }) {
  await page.goto(`${base}/admin`);
  await signIn(page, { name, password }, secret);
  await settled(page);
  await shoot("overview");
  await isAccessible(page);

  // Every link leads somewhere.
  const links = page.locator("#side a");
  const names = await links.allTextContents();
  assert.deepEqual(
    MISSING[role].filter((one) => names.includes(one)),
    [],
  );
  assert(names.includes("Withdrawals") && names.length > 15, names.join());
  for (const link of await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
    await page.goto(`${base}/admin${link}`);
    await settled(page);
    assert.equal(await page.locator("main .problem").count(), 0, link);
  }

  await page.goto(`${base}/admin#/withdrawals?status=open`);
  await settled(page);
  const withdrawal = (await page.locator("main tbody td:first-child a").first().getAttribute("href")).slice(1);
  const filled = (place) => place.replace("WITHDRAWAL", withdrawal);
  for (const [place, expected] of Object.entries(OFFERED[role])) {
    await page.goto(`${base}/admin#${filled(place)}`);
    await settled(page);
    const offered = page.locator(OFFER);
    assert.deepEqual(await offered.allTextContents(), expected, `${role} ${place}`);
    await fitsTheScreen(page);
    await isAccessible(page);
  }
  await shoot("withdrawal");

  // Past the page, with the session's own token; these calls leave no message in the page's console.
  const api = `${base}/admin/api/v1`;
  const session = await (await page.request.get(`${api}/session`)).json();
  assert.equal(session.role, role);
  for (const [method, path, data] of REFUSED[role]) {
    const headers = { "x-csrf-token": session.csrf_token };
    const answer = await page.request.fetch(`${api}${filled(path)}`, { method, data, headers });
    const { type } = await answer.json();
    assert.deepEqual([answer.status(), type], [403, "urn:feiqian:problem:forbidden"], `${role} ${method} ${path}`);
  }
  assert.equal((await page.request.get(`${api}${withdrawal}`)).status(), 200);
}
