// What every visit of a page needs: a browser, a watch over what goes wrong, and what holds of every page.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

// Chromium itself calls nobody either.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const VIEWPORTS = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** Runs visits: `run(watched)`, where `watched(name, options, visit)` opens a page that nothing may go wrong in. */
export async function visits(base, executablePath, folder, run) {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    await run((name, options, visit) => watched(browser, base, folder, name, options, visit));
  } finally {
    await browser.close();
  }
}

/** Runs visits that do not concern each other, so many at once. */
export async function together(limit, visits) {
  const left = [...visits];
  const worker = async () => {
    for (let visit = left.shift(); visit; visit = left.shift()) {
      await visit();
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** The view of the console is there with everything that it reads. */
export async function settled(page) {
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => !document.querySelector("main .loading, main [aria-busy=true]"));
}

/** Any console message that is an error and any request to another host fails a visit; `expected` are refusals that it asks for. */
async function watched(browser, base, folder, name, { expected = [], ...options }, visit) {
  // A front with TLS has a certificate of the test's own.
  const context = await browser.newContext({ locale: "en-GB", ignoreHTTPSErrors: true, ...options });
  // A machine that has other work is slow, and nothing here is measured.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    const isExpected =
      message.text().startsWith("Failed to load resource") && expected.some((part) => message.location().url.includes(part));
    if (["error", "warning"].includes(message.type()) && !isExpected) {
      wrong.push(`console: ${message.text()} ${message.location().url}`);
    }
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(base).origin && !/^(data|blob):/.test(request.url())) {
      wrong.push(`another host: ${request.url()}`);
    }
  });
  const shoot = (what, fullPage = false) => page.screenshot({ path: join(folder, `${name}-${what}.png`), fullPage });
  const result = await visit(page, shoot, Boolean(options.isMobile));
  assert.deepEqual(wrong, [], name);
  console.log(`${name}: ok`);
  const state = await context.storageState();
  await context.close();
  return { result, state };
}

/** No fault of accessibility that a program can find: names, roles, contrast, landmarks. */
export async function isAccessible(page) {
  // Over the debugger's channel, as the page's policy lets no foreign script in.
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(axe.source);
  }
  const { violations } = await page.evaluate(() => window.axe.run());
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
  assert.deepEqual(faults, [], page.url());
}

/** No page is wider than the screen. */
export async function fitsTheScreen(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert(content <= screen, `${page.url()} is ${content} px wide on a screen of ${screen} px`);
}

/**
 * Signs in with codes of a secret. Each is good once, so after another sign-in the next one is waited for; on a slow machine a code
 * may also be too old when it arrives. `enter(code)` types a code and sends the form, `done` is what is there afterwards.
 */
export async function signInWith(page, secret, enter, done) {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await done.isVisible()) {
      return;
    }
    await enter(oneTimeCode(secret));
    const refusal = page.getByRole("alert").filter({ hasText: "Wait for the next code" });
    await Promise.race([done.waitFor(), refusal.waitFor()]).catch(() => {});
    if (await done.isVisible()) {
      return;
    }
    await page.waitForTimeout(10_000);
  }
  assert.fail("no code lets anybody in");
}

/** The six digits of a secret (RFC 6238), so many steps of 30 seconds from now. */
export function oneTimeCode(secret, steps = 0) {
  const bits = [...secret].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = (hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, "0");
}
