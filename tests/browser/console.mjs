// Opens the operators' console on a bundle with demo data, and uses it as an operator would: on a desktop and on phones, in
// both languages, light and dark, and by the keyboard alone.
//
// node console.mjs BASE CHROMIUM SCREENSHOTS PLACE…; `cargo xtask test` does this where there is a Chromium. PLACE is a place
// of the console whose whole view is looked at, beside those of every bundle.

import assert from "node:assert/strict";
import { makeOperators, visitAs } from "./roles.mjs";
import { fitsTheScreen, isAccessible, settled, signInWith, together, visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, ...more] = process.argv.slice(2);
assert(folder, "usage: node console.mjs BASE CHROMIUM SCREENSHOTS PLACE…");

/** The demo operator (crates/vault/src/demo.rs). */
const NAME = "demo";
const PASSWORD = "demo-pass-0001";
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const PLACES = [
  "/",
  "/products",
  "/products?new=1",
  "/products/1",
  "/products/1?edit=1",
  "/products/1/deposit-channels",
  "/products/1/deposit-channels/1",
  "/merchants",
  "/merchants/M001",
  "/merchants/M001/receiving-accounts?new=1",
  "/hubs",
  "/hubs/M001",
  "/banks",
  "/payee-merchants",
  "/payee-merchants/900001",
  "/configuration",
  "/operators",
  "/tokens",
  "/audit",
  "/account",
  "/nothing",
  ...more,
];

const narrow = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };

await visits(base, executablePath, folder, async (watched) => {
  const { state } = await watched(
    "console-keyboard",
    { ...VIEWPORTS.desktop, reducedMotion: "reduce", expected: ["/session"] },
    byKeyboard,
  );
  const signedIn = (options) => ({ ...options, storageState: state });
  const dark = { colorScheme: "dark", locale: "zh-CN" };
  const { result: operators } = await watched("console-operators", signedIn(VIEWPORTS.desktop), (page, shoot) =>
    makeOperators(page, base, shoot),
  );
  const ofRole = (role) => () =>
    watched(`console-${role}`, { ...VIEWPORTS.desktop, expected: ["/session"] }, (page, shoot) =>
      visitAs(page, base, shoot, operators[role]),
    );
  const visit = (name, options, run) => () => watched(`console-${name}`, signedIn(options), run);
  // The longest first; the one that waits for the next code begins.
  await together(3, [
    visit("expiry", { ...VIEWPORTS.desktop, expected: ["/products", "/session"] }, expiryKeepsThePlace),
    visit("phone-dark-zh", { ...VIEWPORTS.phone, ...dark }, everyPlace),
    visit("desktop", VIEWPORTS.desktop, everyPlace),
    // The same as on the desktop in what it shows: no pictures.
    visit("narrow", narrow, (page) => everyPlace(page, async () => {}, true)),
    visit("desktop-dark-zh", { ...VIEWPORTS.desktop, ...dark }, everyPlace),
    ofRole("auditor"),
    ofRole("finance"),
    visit("markup", VIEWPORTS.desktop, namesAreText),
    visit("faults", { ...VIEWPORTS.desktop, expected: ["/products"] }, faultsAreAtTheirFields),
  ]);
  // It decides what the roles are not offered.
  await visit("money", { ...VIEWPORTS.desktop, expected: ["/withdrawals/"] }, decidesWithAReason)();
});

/** Signs in and takes a product out of use and back, with the keyboard alone. */
async function byKeyboard(page, shoot) {
  await page.goto(`${base}/admin#/products/2`);
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await shoot("sign-in");
  await isAccessible(page);
  // A wrong code first: the form says so, and keeps what was typed.
  await press(page, "textbox", /^Name/);
  await page.keyboard.type(NAME);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Tab");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await isAccessible(page);
  const enter = async (code) => {
    await press(page, "textbox", /^Code/);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  };
  // The place that was asked for.
  await signInWith(page, SECRET, enter, page.getByRole("heading", { level: 1, name: "Product 2" }));
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Product 2" }).waitFor();

  for (const [action, after] of [
    ["Suspend", "suspended"],
    ["Put into use", "active"],
  ]) {
    await press(page, "button", action);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await isAccessible(page);
    // Escape leaves it and gives the focus back.
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), action);
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await press(page, "button", action, dialog);
    await page.keyboard.press("Enter");
    await page.locator(".page > header .badge", { hasText: after }).waitFor();
    await page.getByRole("status").getByText("Done:").first().waitFor();
  }
  await shoot("product");

  // By the skip link past the navigation.
  await page.reload();
  await settled(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
}

/** Tabs to what has a role and a name, however far it is. */
async function press(page, role, name, within = page) {
  const wanted = within.getByRole(role, { name, exact: typeof name === "string" });
  await wanted.first().waitFor();
  for (let tabs = 0; tabs < 200; tabs += 1) {
    if (await wanted.first().evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard never comes to ${role} ${name}`);
}

async function everyPlace(page, shoot, isPhone) {
  await page.goto(`${base}/admin`);
  await settled(page);
  for (const place of PLACES) {
    await page.goto(`${base}/admin#${place}`);
    await settled(page);
    await shoot(place.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "start", true);
    await fitsTheScreen(page);
    await isAccessible(page);
  }
  // Every link of the navigation leads to a view, whose title has the focus.
  const links = await page.locator("#side a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert(links.length > 8, `${links.length} links`);
  for (const link of links) {
    // The same place without its filters is the same view, which keeps the focus.
    const isHere = new URL(page.url()).hash.split("?")[0] === link;
    if (isPhone) {
      await page.locator("button.menu").click();
    }
    await page.locator(`#side a[href='${link}']`).click();
    await page.locator(`#side a[href='${link}'][aria-current=page]`).waitFor({ state: "attached" });
    await settled(page);
    assert.equal(await page.locator("main .problem").count(), 0, link);
    if (!isHere) {
      await page
        .waitForFunction(() => document.activeElement.tagName === "H1")
        .catch((fault) => assert.fail(`${link}: ${fault}`));
    }
    await fitsTheScreen(page);
    await isAccessible(page);
    // The first of a list, too.
    const first = page.locator("main tbody td:first-child a").first();
    if ((await first.count()) > 0) {
      await first.click();
      await settled(page);
      await shoot(`${link.replace(/[^a-z]+/g, "-").replace(/^-/, "")}-first`, true);
      assert.equal(await page.locator("main .problem").count(), 0, page.url());
      await fitsTheScreen(page);
      await isAccessible(page);
    }
  }
}

/** From what waits to a withdrawal, which is refused with a reason; the timeline says who did it. */
async function decidesWithAReason(page, shoot) {
  await page.goto(`${base}/admin`);
  await settled(page);
  await shoot("overview");
  await page.getByRole("link", { name: /withdrawals to approve/ }).click();
  await page.getByRole("heading", { level: 1, name: "Withdrawals" }).waitFor();
  await settled(page);
  assert.equal(await page.getByLabel("Status").inputValue(), "open");
  await page.locator("main tbody td:first-child a").first().click();
  await page.locator(".page > header .badge", { hasText: "open" }).waitFor();
  await page.getByRole("button", { name: "Refuse" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Refuse" }).click();
  await dialog.locator("[data-field=reason] .fault").waitFor();
  await isAccessible(page);
  await dialog.getByLabel(/^Reason/).fill("<b>not his card</b>");
  await dialog.getByRole("button", { name: "Refuse" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".page > header .badge", { hasText: "refused" }).waitFor();
  await page.locator(".timeline .of-desk").getByText("<b>not his card</b>").first().waitFor();
  await shoot("refused");
  await isAccessible(page);
  // What the place says survives a reload, and the way back the filters.
  await page.reload();
  await page.locator(".page > header .badge", { hasText: "refused" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Withdrawals" }).waitFor();
  assert.equal(await page.getByLabel("Status").inputValue(), "open");
}

/** A name with markup is shown as it is. */
async function namesAreText(page) {
  const markup = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>{{7*7}}";
  await page.goto(`${base}/admin#/products?new=1`);
  await page.getByLabel(/^Id/).fill("7001");
  await page.getByLabel(/^Name/).fill(markup);
  await page.getByRole("button", { name: "Create" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { level: 1, name: "Product 7001" }).waitFor();
  for (const place of ["/products/7001", "/products", "/audit"]) {
    await page.goto(`${base}/admin#${place}`);
    await settled(page);
    for (const summary of await page.locator("main td summary").all()) {
      await summary.click();
    }
    await page.getByText(markup).first().waitFor();
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.notEqual(await page.title(), "broken");
  }
}

/** What the API refuses is shown at the field that it is about, which has the focus. */
async function faultsAreAtTheirFields(page, shoot) {
  await page.goto(`${base}/admin#/products?new=1`);
  await page.getByLabel(/^Id/).fill("7002");
  await page.getByLabel(/^Callback of deposits/).fill("ftp://nowhere");
  await page.getByRole("button", { name: "Create" }).click();
  const name = page.locator("[data-field=name]");
  await name.locator(".fault").waitFor();
  await page.locator("[data-field=deposit_callback] .fault").waitFor();
  assert.equal(await name.locator("input").getAttribute("aria-invalid"), "true");
  assert(await name.locator("input").evaluate((input) => input === document.activeElement));
  assert.equal(await page.getByLabel(/^Id/).inputValue(), "7002");
  await shoot("form");
  await isAccessible(page);
}

/** When the session ends, the sign-in form comes back over the view, and what was typed stays. */
async function expiryKeepsThePlace(page, shoot) {
  await page.goto(`${base}/admin#/products/1?edit=1`);
  const name = page.locator("main").getByLabel(/^Name/);
  await name.waitFor();
  await name.fill("Demo product, renamed");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  await shoot("dialog");
  await isAccessible(page);
  assert.equal(await dialog.getByLabel(/^Name/).inputValue(), NAME);
  await dialog.getByLabel(/^Password/).fill(PASSWORD);
  const enter = async (code) => {
    await dialog.getByLabel(/^Code/).fill(code);
    await dialog.getByRole("button", { name: "Sign in" }).click();
  };
  await signInWith(page, SECRET, enter, page.locator("body:not(:has(dialog[open]))"));
  await dialog.waitFor({ state: "detached" });
  assert.equal(await name.inputValue(), "Demo product, renamed");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Product 1" }).waitFor();
  await page.getByText("Demo product, renamed").waitFor();
  // Another session, with flags that keep it to this server.
  const [cookie] = await page.context().cookies();
  assert.notEqual(cookie.value, cookies[0].value);
  assert(cookie.httpOnly && cookie.sameSite === "Strict", JSON.stringify(cookie));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  assert.equal((await page.context().cookies()).length, 0);
}
