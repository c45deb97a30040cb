// GET /bank_list, POST /create_customer, POST /pay (a transfer to an account of the merchant's own).

import { randomBytes } from "node:crypto";
import { isSigned } from "./sign.mjs";

const success = (data) => ({ code: 200, message: "Success", data });
const forbidden = { code: 403, message: "forbidden", data: [] };
const invalid = (field, rule) => ({ code: 422, message: { [field]: [`validation.${rule}`] }, data: [] });

export function cashier(app, db) {
  const product = db.prepare("SELECT id, key FROM products WHERE id = ? AND status = 1");
  const banks = db.prepare("SELECT id, type, name, code, status FROM bank_codes WHERE status = 1 ORDER BY type, id");
  const customer = db.prepare("SELECT * FROM customers WHERE product_id = ? AND product_user_id = ? AND status = 1");
  const create = db.prepare(`INSERT INTO customers (product_id, product_user_id, created_at, updated_at)
    VALUES (?, ?, ?, ?) ON CONFLICT (product_id, product_user_id) DO NOTHING`);
  const channel = db.prepare(`SELECT h.*, m.code AS merchant_code FROM channels h JOIN merchants m ON m.id = h.merchant_id
    WHERE h.product_id = ? AND h.code = ? AND h.status = 1`);
  const known = db.prepare("SELECT * FROM deposits WHERE product_id = ? AND product_order_sn = ?");
  const account = db.prepare(`SELECT b.*, coalesce(t.collected, 0) AS collected FROM receipt_banks b
    LEFT JOIN receipt_days t ON t.account_no = b.account_no AND t.day = ?
    WHERE b.merchant_id = ? AND (b.limit_amount = 0 OR coalesce(t.collected, 0) + ? <= b.limit_amount)
    ORDER BY collected, b.id LIMIT 1`);
  const collect = db.prepare(`INSERT INTO receipt_days (account_no, day, collected) VALUES (?, ?, ?)
    ON CONFLICT (account_no, day) DO UPDATE SET collected = collected + excluded.collected`);
  const order = db.prepare(`INSERT INTO deposits (product_id, merchant_id, customer_id, channel_id, currency, amount,
      order_sn, product_order_sn, depositor, receipt_account, response, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const audit = db.prepare(`INSERT INTO audit_log (record_id, bill_no, action, new_flag, actor, ip, trace, created_at)
    VALUES (?, ?, 'create', 0, ?, ?, ?, ?)`);

  const signed = (request) => {
    const params = { ...request.query, ...request.body };
    const caller = product.get(params.product_id);
    return caller && isSigned(params, caller.key) ? params : null;
  };

  app.get("/bank_list", async (request) => {
    const params = signed(request);
    if (!params) return forbidden;
    if (!params.product_user_id) return invalid("product_user_id", "required");
    if (!customer.get(params.product_id, params.product_user_id)) return invalid("product_user_id", "exists");
    return success(banks.all());
  });

  app.post("/create_customer", async (request) => {
    const params = signed(request);
    if (!params) return forbidden;
    if (!params.product_user_id) return invalid("product_user_id", "required");
    const now = Date.now();
    create.run(params.product_id, params.product_user_id, now, now);
    return success([]);
  });

  const pay = db.transaction((params, payer, way, amount, request) => {
    const now = Date.now();
    const day = Math.floor(now / 86_400_000);
    const receipt = account.get(day, way.merchant_id, amount);
    if (!receipt) return invalid("bankcode", "exists");
    const sn = `${way.merchant_code}${now}${randomBytes(4).toString("hex")}`;
    const data = {
      order_sn: sn,
      product_order_sn: params.product_order_sn,
      amount: params.amount,
      currency: way.currency,
      depositor: params.depositor,
      receipt_bank_name: receipt.bank_name,
      receipt_account: receipt.account_no,
      receipt_depositor: receipt.account_name,
      created_at: now,
    };
    const { lastInsertRowid } = order.run(
      params.product_id,
      way.merchant_id,
      payer.id,
      way.id,
      way.currency,
      amount,
      sn,
      params.product_order_sn,
      params.depositor,
      receipt.account_no,
      JSON.stringify(data),
      now,
    );
    audit.run(lastInsertRowid, sn, `product:${params.product_id}`, request.ip, request.id, now);
    collect.run(receipt.account_no, day, amount);
    return success(data);
  });

  app.post("/pay", async (request) => {
    const params = signed(request);
    if (!params) return forbidden;
    for (const name of ["product_user_id", "payment_code", "amount", "depositor"]) {
      if (!params[name]) return invalid(name, "required");
    }
    if (!/^\d{1,13}(\.\d{1,2})?$/.test(params.amount)) return invalid("amount", "numeric");
    const [whole, cents = ""] = params.amount.split(".");
    const amount = Number(whole) * 100 + Number(cents.padEnd(2, "0"));
    const payer = customer.get(params.product_id, params.product_user_id);
    if (!payer) return invalid("product_user_id", "exists");
    const earlier = params.product_order_sn && known.get(params.product_id, params.product_order_sn);
    if (earlier) return success(JSON.parse(earlier.response));
    const way = channel.get(params.product_id, params.payment_code);
    if (!way) return invalid("payment_code", "exists");
    if (amount < way.min_amount) return invalid("amount", "min.numeric");
    if (way.max_amount && amount > way.max_amount) return invalid("amount", "max.numeric");
    return pay.immediate(params, payer, way, amount, request);
  });
}
