// POST /api/wallet/cash: an application for a withdrawal.

import { createPublicKey, randomInt } from "node:crypto";
import { AUDIENCE, ISSUER, PUBLIC_KEY } from "./data.mjs";
import { claims } from "./sign.mjs";

const error = (status, code, pointer) => ({ errors: [{ status: String(status), code, source: { pointer } }] });

export function wallet(app, db) {
  const key = createPublicKey(PUBLIC_KEY);
  const settings = db.prepare("SELECT * FROM wallet_settings WHERE id = 1");
  const purse = db.prepare("SELECT w.*, u.username FROM user_wallets w JOIN users u ON u.id = w.user_id WHERE w.user_id = ?");
  const today = db.prepare("SELECT coalesce((SELECT applied FROM cash_days WHERE user_id = ? AND day = ?), 0) AS amount");
  const count = db.prepare(`INSERT INTO cash_days (user_id, day, applied) VALUES (?, ?, ?)
    ON CONFLICT (user_id, day) DO UPDATE SET applied = applied + excluded.applied`);
  const apply = db.prepare(`INSERT INTO cash (user_id, cash_sn, amount, rate, charge, actual, type, mobile, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const freeze = db.prepare(`UPDATE user_wallets SET available = available - ?, frozen = frozen + ?, updated_at = ?
    WHERE user_id = ? AND available >= ? RETURNING available, frozen`);
  const log =
    db.prepare(`INSERT INTO wallet_logs (user_id, cash_id, change_type, amount, available_after, frozen_after, created_at)
    VALUES (?, ?, 10, ?, ?, ?, ?)`);

  app.addContentTypeParser("application/vnd.api+json", { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));

  const cents = (amount) => (amount / 100).toFixed(2);
  const run = db.transaction((user, amount, fields) => {
    const now = Date.now();
    const rules = settings.get();
    const owner = purse.get(user);
    if (!owner) return error(404, "not_found", "");
    if (owner.status !== 0) return error(422, "status_cash_freeze", "/data/attributes");
    if (amount < rules.min_sum || amount > rules.max_sum) return error(422, "range", "/data/attributes/cash_apply_amount");
    const day = Math.floor(now / 86_400_000);
    if (today.get(user, day).amount + amount > rules.sum_limit) {
      return error(422, "cash_sum_limit", "/data/attributes/cash_apply_amount");
    }
    const charge = Math.ceil((amount * rules.rate) / 1_000_000);
    const sn = `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "")}${String(randomInt(1e10)).padStart(10, "0")}`;
    const { lastInsertRowid: id } = apply.run(
      user,
      sn,
      amount,
      rules.rate,
      charge,
      amount - charge,
      fields.cash_type,
      fields.cash_mobile,
      now,
    );
    count.run(user, day, amount);
    const after = freeze.get(amount, amount, now, user, amount);
    if (!after) throw new RangeError("available_amount_error");
    log.run(user, id, amount, after.available, after.frozen, now);
    return {
      data: {
        type: "user_wallet_cash",
        id: String(id),
        attributes: {
          cash_sn: sn,
          cash_apply_amount: cents(amount),
          cash_charge: cents(charge),
          cash_actual_amount: cents(amount - charge),
          cash_status: 1,
          cash_type: fields.cash_type,
          cash_mobile: fields.cash_mobile,
          created_at: new Date(now).toISOString(),
        },
      },
      included: [
        {
          type: "user_wallet",
          id: String(user),
          attributes: { available_amount: cents(after.available), freeze_amount: cents(after.frozen) },
        },
        { type: "user", id: String(user), attributes: { username: owner.username } },
      ],
    };
  });

  app.post("/api/wallet/cash", async (request, reply) => {
    const caller = claims(request.headers.authorization, key, ISSUER, AUDIENCE);
    if (!caller) return reply.code(401).send(error(401, "unauthenticated", ""));
    if (!(caller.scope ?? "").split(" ").includes("cash.create")) return reply.code(403).send(error(403, "forbidden", ""));
    const fields = request.body?.data?.attributes ?? {};
    const text = String(fields.cash_apply_amount ?? "");
    if (!/^\d{1,8}(\.\d{1,2})?$/.test(text))
      return reply.code(422).send(error(422, "numeric", "/data/attributes/cash_apply_amount"));
    if (!/^1[3-9]\d{9}$/.test(fields.cash_mobile ?? ""))
      return reply.code(422).send(error(422, "regex", "/data/attributes/cash_mobile"));
    const [whole, rest = ""] = text.split(".");
    const answer = run.immediate(Number(caller.sub), Number(whole) * 100 + Number(rest.padEnd(2, "0")), fields);
    reply.type("application/vnd.api+json");
    return answer.errors ? reply.code(Number(answer.errors[0].status)).send(answer) : answer;
  });
}
