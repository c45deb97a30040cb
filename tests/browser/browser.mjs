// Opens the reference page in a headless Chromium, on a desktop and on a phone, and uses it as a person would.
//
// node browser.mjs BASE CHROMIUM SCREENSHOTS LIBRARY; `cargo xtask browser` does this on a bundle of its own. LIBRARY is the
// folder of the compiled TypeScript library, which runs in a page as well.

import assert from "node:assert/strict";
import { join } from "node:path";
import { fitsTheScreen, isAccessible, visits, VIEWPORTS } from "./visit.mjs";

const [base, executablePath, folder, library] = process.argv.slice(2);
assert(library, "usage: node browser.mjs BASE CHROMIUM SCREENSHOTS LIBRARY");

await visits(base, executablePath, folder, async (watched) => {
  for (const [name, options] of Object.entries(VIEWPORTS)) {
    await watched(name, options, visit);
  }
  await watched("desktop-dark-zh", { ...VIEWPORTS.desktop, colorScheme: "dark", locale: "zh-CN" }, visitInChinese);
  await watched("library", VIEWPORTS.desktop, callsOfTheLibrary);
});

async function visit(page, shoot, isPhone) {
  await page.goto(`${base}/docs`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await shoot("overview");
  await fitsTheScreen(page);
  await isAccessible(page);

  // By the navigation to the deposit.
  if (isPhone) {
    await page.getByRole("button", { name: "Menu" }).click();
    await shoot("menu");
  }
  await page.getByRole("searchbox").fill("/pay");
  await page.getByRole("navigation").getByRole("link", { name: "POST Create a deposit" }).click();
  await page.getByRole("heading", { level: 1, name: "Create a deposit" }).waitFor();
  await shoot("deposit", true);
  await fitsTheScreen(page);

  // A signed deposit. The canonical string and its hash stand there before it is sent.
  const panel = page.getByRole("region", { name: "Try it" });
  await panel.getByLabel("product_order_sn").fill(`browser-${isPhone ? "phone" : "desktop"}-${Date.now()}`);
  await panel.getByLabel("amount").fill("123.45");
  const canonical = await panel.getByLabel("Canonical string").textContent();
  assert.match(canonical, /^amount=123\.45&bankcode=ICBC&.*&product_id=1&.*product_user_id=1000001$/);
  assert.match(await panel.getByLabel("Hash").textContent(), /^[0-9a-f]{32}$/);
  await panel.getByRole("button", { name: "Sign and send" }).click();
  await panel.getByText("Status 200").waitFor();
  const answer = JSON.parse(await panel.getByLabel("Live answer").textContent());
  assert.equal(answer.code, 200, JSON.stringify(answer));
  assert.equal(answer.data.amount, "123.45");
  await isOnScreen(page, panel.getByText("Status 200"));
  await shoot("deposit-answer");

  // The programs stand above the form.
  const [samples, form] = await Promise.all([page.getByRole("tablist"), panel].map((part) => part.boundingBox()));
  assert(samples.y < form.y, `${samples.y} ${form.y}`);

  // With a wrong key the answer is refused, and the panel says that only the key differs.
  await panel.getByLabel("Product key").fill("not-the-key");
  await panel.getByRole("button", { name: "Sign and send" }).click();
  await panel.getByText("so the key differs").waitFor();
  await panel.getByText("Refused: 403 (HTTP 200)").waitFor();
  await isOnScreen(page, panel.getByText("Refused: 403 (HTTP 200)"));
  await panel.getByText("so the key differs").scrollIntoViewIfNeeded();
  await shoot("wrong-key");
  await isAccessible(page);

  // The samples: a library's call first, curl second, then programs by hand. Then by the keyboard.
  const titles = await page.getByRole("tablist").getByRole("tab").allTextContents();
  assert.deepEqual(titles, [
    "TypeScript",
    "Python",
    "PHP",
    "Rust",
    "curl",
    "JavaScript, by hand",
    "Python, by hand",
    "Rust, by hand",
  ]);
  await page.getByRole("tab", { name: "TypeScript", selected: true }).waitFor();
  assert.match(await page.getByLabel("The same request as a program: library-typescript").textContent(), /new Cashier/);
  await page.getByRole("tab", { name: "curl" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "JavaScript, by hand", selected: true }).waitFor();
  assert.match(await page.getByLabel("The same request as a program: javascript").textContent(), /createHash/);
  await page.getByRole("tablist").scrollIntoViewIfNeeded();
  await shoot("sample");

  // The back office signs in by itself.
  await page.goto(`${base}/docs#/get-customer`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const office = page.getByRole("region", { name: "Try it" });
  await office.getByRole("button", { name: "Send" }).click();
  await office.getByText("Status 200").waitFor();
  assert.match(await office.getByLabel("Live answer").textContent(), /"product_user_id": "1000001"/);
  // A payee's call, whose time the page fills in.
  await page.goto(`${base}/docs#/post-v3-payouts-balance`);
  await page.getByRole("heading", { level: 1, name: "Read the balance" }).waitFor();
  const payee = page.getByRole("region", { name: "Try it" });
  await payee.getByRole("button", { name: "Sign and send" }).click();
  await payee.getByText("Status 200").waitFor();
  assert.match(await payee.getByLabel("Live answer").textContent(), /"ret_code": "000100"/);

  await everyEndpoint(page);
  await page.goto(`${base}/docs#/post-api-wallet-cash`);
  await page.getByRole("heading", { level: 1, name: "Apply for a withdrawal" }).waitFor();
  await shoot("wallet", true);
  await page.goto(`${base}/docs#/signing`);
  await page.getByRole("heading", { level: 1, name: "How to sign" }).waitFor();
  await shoot("signing");
  await fitsTheScreen(page);
  await isAccessible(page);
}

/** Every endpoint's page is drawn, fits the screen, and has its panel and its programs. */
async function everyEndpoint(page) {
  await page.goto(`${base}/docs#/`);
  await page.reload();
  const links = await page.locator("#side a[href^='#/']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert(links.length > 40, `${links.length} pages`);
  for (const link of links.slice(2)) {
    await page.goto(`${base}/docs${link}`);
    await page.locator(`#side a[href='${link}'][aria-current=page]`).waitFor({ state: "attached" });
    await page.getByRole("region", { name: "Try it" }).waitFor();
    await page.getByRole("tabpanel").locator("pre").waitFor();
    await fitsTheScreen(page);
  }
}

async function visitInChinese(page, shoot) {
  await page.goto(`${base}/docs#/post-pay`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await shoot("deposit");
  await isAccessible(page);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Create a deposit" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
}

/** The TypeScript library in a page of the bundle's origin: every scheme of products, a refusal, a callback and its headers. */
async function callsOfTheLibrary(page) {
  await page.route(`${base}/library/*`, (route) =>
    route.fulfill({
      path: join(library, new URL(route.request().url()).pathname.split("/").at(-1)),
      contentType: "text/javascript",
    }),
  );
  await page.goto(`${base}/docs`);
  const told = await page.evaluate(async () => {
    const { BackOffice, Cashier, verifyCallback, verifyStandardWebhook, webhookSecret } = await import("/library/index.js");
    const [baseUrl, key, order] = [location.origin, "demo-key-0001", `page-${Date.now()}`];
    const told = {};
    for (const scheme of ["md5", "hmac-sha256", "rfc9421"]) {
      const cashier = new Cashier({ baseUrl, productId: 1, key, scheme });
      told[scheme] = (await cashier.bankList({ product_user_id: "1000001" })).length > 0;
    }
    const refused = new Cashier({ baseUrl, productId: 1, key: "another-key" }).bankList({ product_user_id: "1000001" });
    told.refused = await refused.catch(({ kind }) => kind);

    // A deposit that the back office confirms, and its callback as the simulator's sink got it.
    const deposit = await new Cashier({ baseUrl, productId: 1, key }).pay({
      product_user_id: "1000001",
      payment_code: "3",
      amount: "300.00",
      depositor: "张三",
      product_order_sn: order,
    });
    const office = new BackOffice({ baseUrl, merchantCode: "M003", account: "ops", password: "demo-pass-0001" });
    told.confirmed = await office
      .confirmDeposit({
        billno: deposit.order_sn,
        orderType: "3",
        amount: "300.00",
        currency: "CNY",
        login_name: "1000001",
        replace_flag: "0",
        created_by: "page",
        remarks: "seen",
      })
      .catch(({ message }) => message);
    await office.logOut();
    for (let waited = 0; waited < 300 && told.callback === undefined; waited += 1) {
      const sink = await (await fetch("/sim/sink")).json();
      const one = sink.find(({ body }) => body.includes(deposit.order_sn));
      if (one) {
        const { amount } = await verifyCallback(one.body, [key], "deposit");
        const headers = {
          "webhook-id": one.webhook_id,
          "webhook-timestamp": one.webhook_timestamp,
          "webhook-signature": one.webhook_signature,
        };
        const { id } = await verifyStandardWebhook(one.body, headers, [webhookSecret(key)]);
        told.callback = [amount, id === one.event_id];
      }
      await new Promise((wake) => setTimeout(wake, 100));
    }
    return told;
  });
  assert.deepEqual(told, {
    md5: true,
    "hmac-sha256": true,
    rfc9421: true,
    refused: "signature",
    confirmed: true,
    callback: ["300.00", true],
  });
}

/** The page has scrolled to it by itself. A smooth scroll takes its time. */
async function isOnScreen(page, locator) {
  for (let waited = 0; waited < 300; waited += 1) {
    const { y, height } = await locator.boundingBox();
    if (y >= 0 && y + height <= (await page.evaluate(() => window.innerHeight))) {
      return;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  assert.fail("it is off the screen");
}
