// What a cash-out from a wallet needs: the user, a reason of adjustments, the fee, and that the provider pays.

import { fill, go, make } from "./desk.mjs";

export async function provisionWallet(page) {
  await go(page, "Wallet users");
  await make(page, "wallet user", "Wallet user 7", { Id: "7", "User name": "user7", "WeChat account": "openid-of-user7" });

  await go(page, "Reasons");
  await make(page, "reason", "Reason adjustment opening", { Code: "opening", Text: "opening balance" }, { Kind: "adjustment" });

  await go(page, "Wallet settings");
  await page.getByRole("link", { name: "Edit" }).click();
  await fill(page.locator("main"), { "Fee (ppm)": "10000" });
  await page.getByRole("checkbox", { name: "Paid by the provider" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Wallet settings", exact: true }).waitFor();
}
