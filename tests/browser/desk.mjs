// What operators do again and again at the console: sign in, go somewhere, fill a form, keep a secret.

import assert from "node:assert/strict";
import { fitsTheScreen, isAccessible, signInWith } from "./visit.mjs";

/** The first owner. */
export const OWNER = { name: "amy", password: "a long password" };

/** Signs in where the form is; `secret` makes the codes. */
export async function signIn(page, { name, password }, secret) {
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^Password/).fill(password);
  const enter = async (code) => {
    await page.getByLabel(/^Code/).fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signInWith(page, secret, enter, page.getByRole("heading", { level: 1, name: "Overview" }));
}

/** Opens the console where a session is kept. */
export async function resume(page, base) {
  await page.goto(`${base}/admin`);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

/** Goes by the navigation, which a phone folds away. */
export async function go(page, name) {
  const menu = page.locator("button.menu");
  if (await menu.isVisible()) {
    await menu.click();
  }
  await page.locator("#side").getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Fills inputs of the view, or of the dialog that is given. */
export async function fill(where, values) {
  for (const [label, value] of Object.entries(values)) {
    await where.getByLabel(labelled(label)).fill(value);
  }
}

export async function choose(where, label, value) {
  await where.getByLabel(labelled(label)).selectOption(value);
}

const labelled = (label) => new RegExp(`^${label.replace(/[().]/g, "\\$&")}( required)?$`);

/** Opens the form of a new thing, fills it, sends it, and waits for the thing itself, whose title is `made`. */
export async function make(page, what, made, values, choices = {}) {
  await page.getByRole("link", { name: `New ${what}`, exact: true }).click();
  const main = page.locator("main");
  await fill(main, values);
  for (const [label, value] of Object.entries(choices)) {
    await choose(main, label, value);
  }
  await fitsTheScreen(page);
  await isAccessible(page);
  await page.getByRole("button", { name: "Create" }).click();
  if (made !== null) {
    await page.getByRole("heading", { level: 1, name: made, exact: true }).waitFor();
  }
}

/** The secrets of a dialog by their names; it is left only after a word that they were kept. */
export async function kept(page, shoot, what) {
  const dialog = page.getByRole("dialog");
  const done = dialog.getByRole("button", { name: "Done" });
  await done.waitFor();
  assert(await done.isDisabled());
  await page.keyboard.press("Escape");
  const entries = await dialog
    .locator("[data-secret]")
    .evaluateAll((all) => all.map(({ dataset, textContent }) => [dataset.secret, textContent]));
  assert(entries.length > 0 && entries.every(([, secret]) => secret.length >= 12), JSON.stringify(entries));
  await isAccessible(page);
  await shoot(`secret-${what}`);
  await dialog.getByRole("checkbox").check();
  await done.click();
  await dialog.waitFor({ state: "detached" });
  return Object.fromEntries(entries);
}

/** The dialog that a button opens. */
export async function dialogOf(page, name) {
  await page.locator("main").getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await isAccessible(page);
  return dialog;
}

/** Sends a dialog's form, and waits until it is gone. */
export async function send(dialog, name) {
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
