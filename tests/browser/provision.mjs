// Provisions an empty production database through the console alone: the first owner by the bootstrap token, then what a
// product needs for its first signed requests. Prints the product's key as the last line, as JSON.
//
// node provision.mjs BASE CHROMIUM SCREENSHOTS BOOTSTRAP_TOKEN desktop|phone

import assert from "node:assert/strict";
import { fitsTheScreen, isAccessible, signInWith, visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, token, device] = process.argv.slice(2);
assert(VIEWPORTS[device], "usage: node provision.mjs BASE CHROMIUM SCREENSHOTS BOOTSTRAP_TOKEN desktop|phone");

const PASSWORD = "a long password";

await visits(base, executablePath, folder, async (watched) => {
  const { result } = await watched(`provision-${device}`, { ...VIEWPORTS[device], expected: ["/bootstrap", "/session"] }, provision);
  console.log(JSON.stringify(result));
});

async function provision(page, shoot) {
  await page.goto(`${base}/admin`);
  await page.getByRole("button", { name: /first owner/ }).click();
  await page.getByLabel(/^Token/).fill(token);
  await page.getByLabel(/^Name/).fill("amy");
  await page.getByLabel(/^Password/).fill(PASSWORD);
  await isAccessible(page);
  await page.getByRole("button", { name: "Create" }).click();
  const secret = await kept(page, "totp_secret", shoot);

  await page.getByLabel(/^Password/).fill(PASSWORD);
  assert.equal(await page.getByLabel(/^Name/).inputValue(), "amy");
  const enter = async (code) => {
    await page.getByLabel(/^Code/).fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signInWith(page, secret, enter, page.getByRole("heading", { level: 1, name: "Overview" }));
  await shoot("first-steps");

  // The first steps lead to the forms in turn.
  await page.getByRole("link", { name: /^A product/ }).click();
  await fill(page, { Id: "1", Name: "Shop" });
  await page.getByLabel(/^Weakest signature/).selectOption("md5");
  await fitsTheScreen(page);
  await page.getByRole("button", { name: "Create" }).click();
  const key = await kept(page, "key", shoot);
  await page.getByRole("heading", { level: 1, name: "Product 1" }).waitFor();

  await step(page, /^A merchant/);
  await fill(page, { Product: "1", Code: "M001", Account: "ops" });
  await page.getByRole("checkbox", { name: "Four eyes" }).uncheck();
  await page.getByRole("button", { name: "Create" }).click();
  await kept(page, "password", shoot);
  await page.getByRole("heading", { level: 1, name: "Merchant M001" }).waitFor();

  await step(page, /^The merchant's hub/);
  await page.getByRole("link", { name: "Edit" }).click();
  await fill(page, { "Base URL": "http://simulator.spin.internal/sim" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Exchange the key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("[data-field=key] input").fill("demo-upstream-0001");
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Exchange the key" }).click();
  await dialog.waitFor({ state: "detached" });

  await step(page, /^A channel for deposits/);
  await fill(page, { Code: "6", Merchant: "M001", Name: "Online banking" });
  await page.getByLabel(/^Kind/).selectOption("online");
  await page.getByLabel(/^Currency/).selectOption("CNY");
  await fill(page, { "Smallest amount": "10", "Largest amount": "50000" });
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Deposit channel 6" }).waitFor();

  await step(page, /^A channel for withdrawals/);
  await fill(page, { Code: "W1", Merchant: "M001", Name: "Bank withdrawal" });
  await page.getByLabel(/^Currency/).selectOption("CNY");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Withdrawal channel W1" }).waitFor();

  // What is done is shown no more.
  await page.goto(`${base}/admin#/`);
  await page.getByRole("heading", { name: "Late" }).waitFor();
  await page.getByRole("heading", { name: "First steps" }).waitFor({ state: "detached" });
  await shoot("done");
  return { key };
}

async function step(page, name) {
  await page.goto(`${base}/admin#/`);
  await page.getByRole("link", { name }).click();
}

async function fill(page, values) {
  for (const [label, value] of Object.entries(values)) {
    await page.locator("main").getByLabel(new RegExp(`^${label}( required)?$`)).fill(value);
  }
}

/** The secret of a dialog, which is left only after a word that it was kept. */
async function kept(page, name, shoot) {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const done = dialog.getByRole("button", { name: "Done" });
  assert(await done.isDisabled());
  await page.keyboard.press("Escape");
  const secret = await dialog.locator(`[data-secret=${name}]`).textContent();
  assert(secret.length >= 12, secret);
  await isAccessible(page);
  await shoot(`secret-${name}`);
  await dialog.getByRole("checkbox").check();
  await done.click();
  await dialog.waitFor({ state: "detached" });
  return secret;
}
