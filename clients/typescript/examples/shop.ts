// A shop takes a deposit and hears its callback. Against `cargo xtask up`, whose simulator plays the hub, and whose sink
// at /sim/sink receives the callbacks of the demo products.

import { Cashier, verifyCallback } from "feiqian";

const baseUrl = process.env["FEIQIAN_URL"] ?? "http://127.0.0.1:3000";
const key = "demo-key-0001";
const shop = new Cashier({ baseUrl, productId: 1, key });
const order = `shop-${Date.now()}`;
const customer = { product_user_id: `${order}-customer` };

/** What the shop's own server does with the body of each `POST` to its callback URL; it then answers `success`. */
async function onCallback(body: string): Promise<boolean> {
  const told = await verifyCallback(body, [key], "deposit");
  // The same event may come again: an order is settled once, by its number and status.
  return told.product_order_sn === order && told.status === "2" && told.amount === "300.00";
}

await shop.createCustomer(customer);
const limits = await shop.payLimit({ ...customer, payment_code: "6" });
const deposit = await shop.pay({
  ...customer, payment_code: "6", amount: "300.00", product_order_sn: order, ...(limits.payid ? { payid: limits.payid } : {}),
});
console.log(`ordered ${deposit.order_sn}; the customer pays at ${deposit.pay_url}`);

// The customer pays: what the button on the simulator's page does.
const bill = new URL(deposit.pay_url).pathname.split("/").at(-1);
await fetch(`${baseUrl}/sim/complete`, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ billno: bill, amount: "300.00" }),
});

async function heard(): Promise<boolean> {
  const sink = (await (await fetch(`${baseUrl}/sim/sink`)).json()) as Array<{ body: string }>;
  const own = sink.find(({ body }) => body.includes(deposit.order_sn));
  return own !== undefined && onCallback(own.body);
}
for (let waited = 0; !(await heard()); waited += 1) {
  if (waited === 600) throw new Error("no callback within a minute");
  await new Promise((wake) => setTimeout(wake, 100));
}
console.log(`paid 300.00 for ${order}`);
