//! The statements that create an order. Each checks, under the write lock, what may have changed since it was read:
//! its `change_action` is the verdict (see the head of `sql/110_cashier_orders.sql`).

use feiqian_platform::{Value, parameters, statement};

parameters! {
    /// An order to be created.
    pub struct NewOrder<'o> {
        pub product_id: &'o Value,
        pub customer_id: i64,
        pub channel_id: i64,
        pub amount: i64,
        pub order_sn: &'o str,
        pub product_order_sn: Option<&'o str>,
        pub depositor: &'o str,
        pub fingerprint: String,
        pub client_ip: &'o str,
        pub trace: &'o str,
        pub now: i64,
        /// If it is at hand.
        pub answer: Option<String>,
        /// The payid of an online order; of an order to a receiving account the bank that the payer wishes, empty for any.
        pub wish: Option<&'o str>,
        /// How many orders the customer may have open, 0 for any number.
        pub open_orders: i64,
        /// Those that are older do not count.
        pub counts_since: i64,
        pub traceparent: Option<&'o str>,
    }
}

macro_rules! insert {
    ($state:literal, $account:literal, $answer:literal, $payid:literal, $verdict:literal, $from:literal) => {
        statement!(NewOrder, concat!(
            "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                 amount, order_sn, product_order_sn, upstream_state, depositor, receipt_bank_name, receipt_account,
                 receipt_depositor, request_hash, response_code, response_json, payid, change_action, change_actor,
                 change_user_type, change_ip, change_trace, created_at, updated_at, change_traceparent)
             SELECT :product_id, h.merchant_id, :customer_id, h.id, h.code, h.currency, :amount, :order_sn, :product_order_sn, ",
            $state, ", :depositor, ", $account, ", :fingerprint, CASE WHEN :answer IS NULL THEN NULL ELSE 200 END, ", $answer, ", ", $payid, ",
                 CASE WHEN NOT EXISTS (SELECT 1 FROM visible_deposit_channels v
                                        WHERE v.customer_id = :customer_id AND v.channel_id = h.id) THEN 'payment_code_exists'
                      WHEN :open_orders > 0 AND :open_orders <= (SELECT count(*) FROM deposit_records o
                             WHERE o.customer_id = :customer_id AND o.status = 0 AND o.created_at > :counts_since)
                      THEN 'product_user_id_max' ",
            $verdict, " ELSE 'create' END,
                 'product:' || :product_id, 'P', :client_ip, :trace, :now, :now, :traceparent FROM ", $from, " WHERE h.id = :channel_id
             RETURNING id, response_json"
        ))
    };
}

/// An order that a hub is asked to accept (no answer yet), or that the payer takes to the hub (answer at hand).
pub const HUB_ORDER: &str = insert!(
    "CASE WHEN :answer IS NULL THEN 'pending' ELSE 'none' END",
    "'', '', ''",
    ":answer",
    ":wish",
    "WHEN :wish IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pay_quotes q
       WHERE q.channel_id = h.id AND q.payid = :wish AND q.customer_id = :customer_id AND q.used = 0) THEN 'payid_exists'",
    "deposit_channels h"
);

/// An order to a receiving account of the merchant's own, which is chosen here, where no other order can collect at the
/// same time. A text with a comma is no item of a comma list.
pub const LOCAL_ORDER: &str = insert!(
    "'none'",
    "r.bank_name, r.account_no, r.account_name",
    "json_set(:answer, '$.receipt_bank_name', r.bank_name, '$.receipt_account', r.account_no,
              '$.receipt_depositor', r.account_name)",
    "NULL",
    "WHEN r.id IS NULL THEN 'bankcode_exists'",
    "deposit_channels h LEFT JOIN receipt_banks r ON r.id = (
       SELECT id FROM (
         SELECT b.id, b.bank_code, b.limit_amount,
                coalesce((SELECT t.collected FROM receipt_days t
                           WHERE t.merchant_id = b.merchant_id AND t.account_no = b.account_no
                             AND t.currency = b.currency AND t.day = :now / 86400000), 0) AS collected
           FROM receipt_banks b
           JOIN customers c ON c.id = :customer_id
           LEFT JOIN customer_banks k ON k.customer_id = c.id
          WHERE b.merchant_id = h.merchant_id AND b.status = 1 AND b.usable_from <= :now AND b.is_show = 0 AND b.currency = h.currency
            AND b.type = CASE h.category WHEN 1 THEN 1 ELSE 2 END
            AND (b.star_levels IN ('', '*')
                 OR instr(',' || replace(b.star_levels, ' ', '') || ',', ',' || c.star_level || ',') > 0)
            AND (b.credit_levels IN ('', '*')
                 OR instr(',' || replace(b.credit_levels, ' ', '') || ',', ',' || c.credit_level || ',') > 0)
            AND (b.special_member IN ('', '*') OR instr(c.product_user_id, ',') = 0
                 AND instr(',' || b.special_member || ',', ',' || c.product_user_id || ',') > 0)
            AND (b.area_limit IN ('', '*') OR coalesce(k.bank_province, '') <> '' AND instr(k.bank_province, ',') = 0
                 AND instr(',' || b.area_limit || ',', ',' || k.bank_province || ',') > 0))
        WHERE limit_amount = 0 OR collected + :amount <= limit_amount
        ORDER BY bank_code = :wish DESC, collected, id LIMIT 1)"
);
