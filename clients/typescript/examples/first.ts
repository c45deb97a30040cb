// A signed deposit of 300.00 against `cargo xtask up`. The first example of the README.

import { Cashier, FeiqianError } from "feiqian";

const cashier = new Cashier({ baseUrl: "http://127.0.0.1:3000", productId: 1, key: "demo-key-0001" });
await cashier.createCustomer({ product_user_id: "alice" });
try {
  const deposit = await cashier.pay({
    product_user_id: "alice", payment_code: "1", amount: "300.00", depositor: "Alice", bankcode: "ICBC",
    product_order_sn: `first-${Date.now()}`,
  });
  console.log(`${deposit.order_sn}: pay ${deposit.amount} ${deposit.currency_type} into ${deposit.receipt_account}`);
} catch (error) {
  if (!(error instanceof FeiqianError)) throw error;
  console.error(error.kind, error.advice);
}
