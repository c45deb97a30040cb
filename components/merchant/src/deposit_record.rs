//! `GET /deposit_record` (cashier.md §9.5): the merchant's deposits in one status, newest first.

use crate::filter::{self, Columns};
use crate::page::{self, page};
use feiqian_cashier::{Call, Endpoint, Failure, Reply, Rule, amount_by, merchant_code, must, wire_time};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /deposit_record",
    aliases: &[],
    access: page::ACCESS,
    fields: &[
        page::MERCHANT,
        must("flag", &[Rule::Integer, Rule::In(&[0, 2, 4, -1, -3])]),
        page::NUMBER,
        page::SIZE,
        filter::NUMBER,
        filter::CUSTOMER,
        filter::FROM,
        filter::TO,
    ],
    errors: &[],
};

const COLUMNS: Columns =
    Columns { number: "d.order_sn", customer: "d.customer_id", created_at: "d.created_at" };

/// `+ 0`: a bare parameter beside a partial index or as a limit has SQLite prepare the statement anew at every execution.
const RECORDS: &str = concat!(
    "SELECT ",
    merchant_code!("?5"),
    ", (SELECT count(*) FROM deposit_records d WHERE d.merchant_id = ?1 AND d.status = ?2 + 0/* filter */),
       (SELECT json_group_array(json(item)) FROM (
          SELECT json_object('request_id', d.order_sn, 'merchant_order_sn', coalesce(d.merchant_order_sn, ''),
            'flag', d.status, 'product_id', m.code, 'amount', ",
    amount_by!("d.amount", "y"),
    ", 'currency', d.currency, 'bank_account_name', d.receipt_depositor, 'bank_account_no', d.receipt_account,
            'bank_name', d.receipt_bank_name, 'created_date', ",
    wire_time!("d.created_at"),
    ", 'deposit_by', d.depositor, 'login_name', c.product_user_id, 'customer_type', c.customer_type,
            'ip_address', c.ip, 'customer_level', c.star_level, 'deposit_level', c.credit_level,
            'priority_level', c.priority_level) AS item
            FROM deposit_records d JOIN merchants m ON m.id = d.merchant_id JOIN customers c ON c.id = d.customer_id
            JOIN currencies y ON y.code = d.currency
           WHERE d.merchant_id = ?1 AND d.status = ?2 + 0/* filter */ ORDER BY d.id DESC LIMIT ?3 + 0 OFFSET ?4 + 0))"
);

pub async fn deposit_record(call: &Call<'_>) -> Result<Reply, Failure> {
    page(call, &ENDPOINT, COLUMNS, RECORDS).await
}
