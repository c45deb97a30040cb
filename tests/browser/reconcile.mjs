// Holds a hub's statement against a deposit: the format, the upload, and what nobody knows here, which somebody resolves.
//
// node reconcile.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE DEPOSIT; STATE is the owner's session.

import assert from "node:assert/strict";
import { choose, dialogOf, fill, go, make, resume, send } from "./desk.mjs";
import { fitsTheScreen, isAccessible, visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, device, storageState, deposit] = process.argv.slice(2);
assert(deposit, "usage: node reconcile.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE DEPOSIT");

await visits(base, executablePath, folder, (watched) =>
  watched(`reconcile-${device}`, { ...VIEWPORTS[device], storageState }, reconcile),
);

async function reconcile(page, shoot) {
  await resume(page, base);
  await go(page, "Statement formats");
  const columns = {
    "Column of the number": "number",
    "Column of the amount": "amount",
    "Column of the time": "paid",
    "Form of the time": "%Y-%m-%d",
  };
  await make(page, "statement format", "Statement format hub-one", { Provider: "hub-one", ...columns }, { Currency: "CNY" });

  await go(page, "Deposits");
  await page.getByRole("link", { name: deposit, exact: true }).click();
  const paidAt = page
    .locator("main dl div", { has: page.locator("dt", { hasText: /^Paid at$/ }) })
    .locator("time")
    .first();
  const day = (await paidAt.getAttribute("datetime")).slice(0, 10);

  await go(page, "Reconciliations");
  const dialog = await dialogOf(page, "New reconciliation");
  await fill(dialog, { Provider: "hub-one", Merchant: "M001", From: day, To: day });
  await choose(dialog, "Kind", "deposits");
  const lines = ["number,amount,paid", `${deposit},300.00,${day}`, `nobody-knows,12.50,${day}`];
  const statement = { name: "statement.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
  await dialog.locator("[data-field=csv] input").setInputFiles(statement);
  await send(dialog, "New reconciliation");
  await page.getByRole("heading", { level: 1, name: /^Reconciliation / }).waitFor();
  await page.getByRole("link", { name: /^1\s*unmatched items/ }).waitFor();
  await page.getByRole("link", { name: /^1\s*Matched/ }).waitFor();
  await fitsTheScreen(page);
  await isAccessible(page);
  await shoot("items");

  const resolution = await dialogOf(page, "Resolve");
  await fill(resolution, { Reason: "the hub's own test" });
  await send(resolution, "Resolve");
  await page.getByRole("link", { name: /^0\s*unmatched items/ }).waitFor();
  await page.locator("main").getByRole("button", { name: "Resolve", exact: true }).waitFor({ state: "detached" });
}
