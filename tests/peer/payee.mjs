// POST /v3/payouts/pay: a payout to an account of a payee.

import { randomInt } from "node:crypto";
import { bodyHash, isVerified } from "./sign.mjs";

const refused = (code, message) => ({ ret_code: code, ret_msg: message });

export function payee(app, db) {
  const merchant = db.prepare(`SELECT m.*, t.token FROM payee_merchants m JOIN payee_stores s ON s.merchant_no = m.merchant_no
    JOIN payee_tokens t ON t.merchant_no = m.merchant_no WHERE m.merchant_no = ? AND s.store_no = ? AND t.active = 1`);
  const record = db.prepare(`INSERT INTO payee_requests (merchant_no, sign, hash, created_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING`);
  const recorded = db.prepare("SELECT hash, reply FROM payee_requests WHERE merchant_no = ? AND sign = ?");
  const known = db.prepare("SELECT reply, hash FROM payouts WHERE merchant_no = ? AND invoice_id = ?");
  const account = db.prepare(`SELECT a.*, p.status AS payee_status FROM payee_accounts a JOIN payees p USING (customer_no)
    WHERE a.account_token = ? AND a.customer_no = ? AND a.merchant_no = ?`);
  const fee = db.prepare("SELECT * FROM payee_fees WHERE merchant_no = ? AND currency = ?");
  const move = db.prepare(`UPDATE payee_ledger SET balance = balance + ? WHERE merchant_no = ? AND currency = ? AND kind = ?
    AND balance + ? >= 0`);
  const insert = db.prepare(`INSERT INTO payouts (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id,
    hash, currency, amount, fee, status, reply, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)`);
  const post = db.prepare(`INSERT INTO payee_postings (merchant_no, currency, transaction_no, kind, amount, created_at)
    VALUES (?, ?, ?, 'RESERVE', ?, ?)`);
  const job = db.prepare(`INSERT INTO payout_jobs (ref, next_attempt_at, created_at) VALUES (?, ?, ?)`);
  const remember = db.prepare("UPDATE payee_requests SET reply = ? WHERE merchant_no = ? AND sign = ?");

  const pay = db.transaction((body, cents) => {
    const now = Date.now();
    const { merchantNo, verifySign } = body;
    const hash = bodyHash(body);
    if (record.run(merchantNo, verifySign, hash, now).changes === 0) {
      const earlier = recorded.get(merchantNo, verifySign);
      if (!earlier.hash.equals(hash)) return refused("000030", "Access Denied");
      if (earlier.reply) return JSON.parse(earlier.reply);
    }
    const earlier = known.get(merchantNo, body.invoiceId);
    if (earlier) return JSON.parse(earlier.reply);
    const to = account.get(body.accountToken, body.customerNo, merchantNo);
    if (!to) return refused("000021", "no related information : accountToken");
    if (to.payee_status !== "Activated" || to.status !== "ACTIVATED") return refused("000040", "status");
    const rate = fee.get(merchantNo, body.currency);
    if (!rate) return refused("000021", "no related information : currency");
    const charge = rate.fixed + Math.round((cents * rate.ppm) / 1_000_000);
    const total = cents + charge;
    if (move.run(-total, merchantNo, body.currency, "AVAILABLE", -total).changes === 0) {
      return refused("000040", "Account balance is not sufficient");
    }
    move.run(total, merchantNo, body.currency, "RESERVED", total);
    const number = `${randomInt(1e8, 1e9)}${String(randomInt(1e9)).padStart(9, "0")}`;
    const reply = {
      result: {
        amount: body.amount,
        transactionFee: (charge / 100).toFixed(2),
        transactionNo: number,
        createdTime: new Date(now).toISOString(),
        invoiceId: body.invoiceId,
        currency: body.currency,
        accountToken: body.accountToken,
        customerNo: body.customerNo,
        status: "pending",
      },
      ret_msg: "pending",
      ret_code: "000100",
    };
    const text = JSON.stringify(reply);
    insert.run(
      number,
      merchantNo,
      body.storeNo,
      body.customerNo,
      body.accountToken,
      body.invoiceId,
      hash,
      body.currency,
      cents,
      charge,
      text,
      now,
    );
    post.run(merchantNo, body.currency, number, total, now);
    job.run(number, now, now);
    remember.run(text, merchantNo, verifySign);
    return reply;
  });

  app.post("/v3/payouts/pay", async (request) => {
    const { body } = request;
    const caller = merchant.get(body.merchantNo, body.storeNo);
    if (!caller || !isVerified(body, caller.token)) return refused("000030", "Signature verification failed");
    for (const name of ["customerNo", "accountToken", "amount", "currency", "invoiceId", "timestamp"]) {
      if (!body[name]) return refused("000020", `parameter is empty : ${name}`);
    }
    if (!/^\d{1,13}(\.\d{1,2})?$/.test(body.amount)) return refused("000022", "parameters do not match : amount");
    const [whole, cents = ""] = body.amount.split(".");
    return pay.immediate(body, Number(whole) * 100 + Number(cents.padEnd(2, "0")));
  });
}
