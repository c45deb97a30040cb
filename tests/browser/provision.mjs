// Provisions an empty production database through the console alone: the first owner by the bootstrap token, then what the
// README's three walks need. Prints the secrets that the console has shown as the last line, as JSON. STATE gets the owner's session;
// WORLD says as JSON where hub and receiver are.
//
// node provision.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE BOOTSTRAP_TOKEN WORLD

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { fill, go, kept, make, OWNER, signIn } from "./desk.mjs";
import { provisionCashier } from "./provision-cashier.mjs";
import { approveTopUp, provisionPayees } from "./provision-payees.mjs";
import { provisionWallet } from "./provision-wallet.mjs";
import { isAccessible, visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, device, stateFile, token, world] = process.argv.slice(2);
assert(world, "usage: node provision.mjs BASE CHROMIUM SCREENSHOTS desktop|phone STATE BOOTSTRAP_TOKEN WORLD");

/** The second operator. */
const SECOND = "tom";

await visits(base, executablePath, folder, async (watched) => {
  const refusals = { expected: ["/bootstrap", "/session", "/decision"] };
  const { result, state } = await watched(`provision-${device}`, { ...VIEWPORTS[device], ...refusals }, provision);
  await writeFile(stateFile, JSON.stringify(state));
  const { second, ...secrets } = result;
  await watched(`provision-second-${device}`, { ...VIEWPORTS[device], expected: ["/session"] }, async (page, shoot) => {
    await page.goto(`${base}/admin`);
    await signIn(page, { name: SECOND, password: second.password }, second.totp_secret);
    await approveTopUp(page, shoot);
  });
  console.log(JSON.stringify(secrets));
});

async function provision(page, shoot) {
  await page.goto(`${base}/admin`);
  await page.getByRole("button", { name: /first owner/ }).click();
  await fill(page, { Token: token, Name: OWNER.name, Password: OWNER.password });
  await isAccessible(page);
  await page.getByRole("button", { name: "Create" }).click();
  const owner = await kept(page, shoot, "totp");
  assert.equal(await page.getByLabel(/^Name/).inputValue(), OWNER.name);
  await signIn(page, OWNER, owner.totp_secret);
  await shoot("first-steps");

  const cashier = await provisionCashier(page, base, shoot, JSON.parse(world));
  await provisionWallet(page);
  const payees = await provisionPayees(page, shoot);
  // Four eyes: money needs a second operator, whose password is made for him.
  await go(page, "Operators");
  await make(page, "operator", null, { Name: SECOND }, { Role: "finance" });
  const second = await kept(page, shoot, "operator");
  await page.getByRole("heading", { level: 1, name: `Operator ${SECOND}` }).waitFor();
  return { ...cashier, ...payees, second };
}
