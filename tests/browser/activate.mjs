// The owner lets a payee be paid who has registered.
//
// node activate.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE CUSTOMER; STATE is the owner's session.

import assert from "node:assert/strict";
import { dialogOf, go, resume, send } from "./desk.mjs";
import { visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, device, storageState, customer] = process.argv.slice(2);
assert(customer, "usage: node activate.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE CUSTOMER");

await visits(base, executablePath, folder, (watched) =>
  watched(`activate-${device}`, { ...VIEWPORTS[device], storageState }, activate),
);

async function activate(page, shoot) {
  await resume(page, base);
  await go(page, "Payees");
  await page.getByRole("link", { name: customer, exact: true }).click();
  await send(await dialogOf(page, "Activate"), "Activate");
  await page.locator(".page > header .badge", { hasText: /^activated$/ }).waitFor();
  await shoot("activated");
}
