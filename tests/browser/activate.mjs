// The owner lets a payee be paid who has registered.
//
// node activate.mjs BASE CHROMIUM SCREENSHOTS TOTP_SECRET desktop|phone CUSTOMER

import assert from "node:assert/strict";
import { dialogOf, go, OWNER, send, signIn } from "./desk.mjs";
import { visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, secret, device, customer] = process.argv.slice(2);
assert(customer, "usage: node activate.mjs BASE CHROMIUM SCREENSHOTS TOTP_SECRET desktop|phone CUSTOMER");

await visits(base, executablePath, folder, (watched) =>
  watched(`activate-${device}`, { ...VIEWPORTS[device], expected: ["/session"] }, activate),
);

async function activate(page, shoot) {
  await page.goto(`${base}/admin`);
  await signIn(page, OWNER, secret);
  await go(page, "Payees");
  await page.getByRole("link", { name: customer, exact: true }).click();
  await send(await dialogOf(page, "Activate"), "Activate");
  await page.locator(".page > header .badge", { hasText: /^activated$/ }).waitFor();
  await shoot("activated");
}
