//! `GET /withdraw_record` (cashier.md §9.6): the merchant's withdrawals in one status, newest first. The card is the
//! order's own copy, with its full number: whoever pays it out needs it.

use crate::filter::{self, Columns};
use crate::page::{self, page};
use feiqian_cashier::{Call, Endpoint, Failure, Reply, Rule, amount_by, merchant_code, must, wire_time};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /withdraw_record",
    aliases: &[],
    access: page::ACCESS,
    fields: &[
        page::MERCHANT,
        must("flag", &[Rule::Integer, Rule::In(&[0, 1, 2, -1])]),
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
    Columns { number: "w.billno", customer: "w.customer_id", created_at: "w.created_at" };

/// `+ 0`: a bare parameter beside a partial index or as a limit has SQLite prepare the statement anew at every execution.
const RECORDS: &str = concat!(
    "SELECT ",
    merchant_code!("?5"),
    ", (SELECT count(*) FROM withdraw_records w WHERE w.merchant_id = ?1 AND w.status = ?2 + 0/* filter */),
       (SELECT json_group_array(json(item)) FROM (
          SELECT json_object('request_id', w.billno, 'flag', w.status, 'product_id', m.code, 'amount', ",
    amount_by!("w.amount", "y"),
    ", 'currency', w.currency, 'bank_account_name', w.bank_account_name, 'bank_account_no', w.bank_account_no,
            'bank_account_type', w.bank_type, 'bank_province', w.bank_province, 'bank_city', w.bank_cities,
            'bank_name', w.bank_name, 'branch_name', w.branch_name, 'created_date', ",
    wire_time!("w.created_at"),
    ", 'processed_date', coalesce(",
    wire_time!("w.approved_at"),
    ", ''), 'remarks', w.approved_remark, 'login_name', c.product_user_id, 'customer_level', c.star_level,
            'deposit_level', c.credit_level, 'priority_level', c.priority_level) AS item
            FROM withdraw_records w JOIN merchants m ON m.id = w.merchant_id JOIN customers c ON c.id = w.customer_id
            JOIN currencies y ON y.code = w.currency
           WHERE w.merchant_id = ?1 AND w.status = ?2 + 0/* filter */ ORDER BY w.id DESC LIMIT ?3 + 0 OFFSET ?4 + 0))"
);

pub async fn withdraw_record(call: &Call<'_>) -> Result<Reply, Failure> {
    page(call, &ENDPOINT, COLUMNS, RECORDS).await
}
