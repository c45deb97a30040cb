// What a deposit and a withdrawal need, made in the order of the console's first steps.

import { choose, dialogOf, fill, kept, make, send } from "./desk.mjs";
import { fitsTheScreen } from "./visit.mjs";

/**
 * Gives the product's key and the password of the merchant's account `boss`. `world` says where the product is told, where the
 * merchant's hub is, its key, and what it signs in with when it tells the cashier of a payment.
 */
export async function provisionCashier(page, base, shoot, world) {
  const main = page.locator("main");
  const step = async (name) => {
    await page.goto(`${base}/admin#/`);
    await page.getByRole("link", { name }).click();
  };
  const create = (title) => created(page, title);

  await step(/^A product/);
  await fill(main, { Id: "1", Name: "Shop", "Callback of deposits": world.receiver, "Callback of withdrawals": world.receiver });
  await choose(main, "Weakest signature", "md5");
  await fitsTheScreen(page);
  await create();
  const { key } = await kept(page, shoot, "key");
  await page.getByRole("heading", { level: 1, name: "Product 1" }).waitFor();

  await step(/^A merchant/);
  await fill(main, { Product: "1", Code: "M001", Account: "boss" });
  await page.getByRole("checkbox", { name: "Four eyes" }).uncheck();
  await create();
  const { password } = await kept(page, shoot, "password");
  await page.getByRole("heading", { level: 1, name: "Merchant M001" }).waitFor();
  const account = { Account: world.account, Password: world.password };
  await make(page, "user", `User ${world.account}`, account, { Role: "hub" });

  await step(/^The merchant's hub/);
  await page.getByRole("link", { name: "Edit" }).click();
  await fill(main, { "Base URL": world.hub });
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = await dialogOf(page, "Exchange the key");
  await fill(dialog, { Key: world.key });
  await send(dialog, "Exchange the key");

  await step(/^A channel for deposits/);
  await fill(main, { Code: "6", Merchant: "M001", Name: "Online banking", "Smallest amount": "10", "Largest amount": "50000" });
  await choose(main, "Kind", "online");
  await choose(main, "Currency", "CNY");
  await create("Deposit channel 6");

  await step(/^A channel for withdrawals/);
  await fill(main, { Code: "W1", Merchant: "M001", Name: "Bank withdrawal", "Smallest amount": "50" });
  await choose(main, "Currency", "CNY");
  await create("Withdrawal channel W1");

  // What is done is shown no more.
  await page.goto(`${base}/admin#/`);
  await page.getByRole("heading", { name: "Late" }).waitFor();
  await page.getByRole("heading", { name: "First steps" }).waitFor({ state: "detached" });
  await shoot("done");
  return { key, password };
}

async function created(page, title) {
  await page.getByRole("button", { name: "Create" }).click();
  if (title) {
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
  }
}
