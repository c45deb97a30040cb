// What a payout to a payee needs: the merchant with its token, store and fee, and money, which another operator decides about.

import { choose, dialogOf, fill, go, kept, make, send } from "./desk.mjs";

/** All but the decision. Gives the merchant's token. */
export async function provisionPayees(page, shoot) {
  const back = () => page.getByRole("link", { name: "900001", exact: true }).first().click();
  await go(page, "Payee merchants");
  await make(page, "payee merchant", "Payee merchant 900001", { "Merchant number": "900001", Name: "Marketplace" });
  await make(page, "store", "Store 800001", { "Store number": "800001" });
  await back();
  await make(page, "fee", "Fee USD", { "Fixed fee": "5", "Rate (ppm)": "5000" }, { Currency: "USD" });
  await back();
  const dialog = await dialogOf(page, "New API token");
  await dialog.getByRole("button", { name: "New API token" }).click();
  const { token } = await kept(page, shoot, "token");
  const topUp = { Reference: "T-1", Amount: "1000", Reason: "bank transfer" };
  await make(page, "top-up", "Top-up T-1", topUp, { Currency: "USD" });

  // Who has asked cannot decide.
  const decision = await decide(page, "seen on the account");
  await decision.getByRole("button", { name: "Decide", exact: true }).click();
  await decision.getByText("Somebody else must decide: you have asked for it.").waitFor();
  await decision.getByRole("button", { name: "Cancel" }).click();
  await decision.waitFor({ state: "detached" });
  await page
    .locator(".page > header .badge, main .badge")
    .filter({ hasText: /^asked$/ })
    .first()
    .waitFor();
  return { token };
}

/** The second operator comes from the overview to what waits, and approves it. */
export async function approveTopUp(page, shoot) {
  await page.getByRole("link", { name: /^1\s*top-ups to decide/ }).click();
  await page.getByRole("link", { name: "900001", exact: true }).click();
  await page.getByRole("link", { name: "T-1", exact: true }).click();
  await send(await decide(page, "seen on the account"), "Decide");
  await page
    .locator("main .badge")
    .filter({ hasText: /^approved$/ })
    .first()
    .waitFor();
  await shoot("approved");
  await page.getByRole("link", { name: "900001", exact: true }).click();
  await page
    .getByRole("region", { name: "Balances" })
    .getByText(/^1.?000\.00$/)
    .first()
    .waitFor();
}

async function decide(page, reason) {
  const dialog = await dialogOf(page, "Decide");
  await choose(dialog, "Decision", "approve");
  await fill(dialog, { Reason: reason });
  return dialog;
}
