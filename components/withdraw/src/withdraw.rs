//! `GET /withdraw` (cashier.md §8.14): a product asks for the state of its own withdrawal, as its callback tells it.

use feiqian_cashier::{
    Access, Call, Endpoint, Failure, Parameter, Reply, codes, of_order, of_product, own_order, product_key,
    wire_time,
};

static NUMBERS: [Parameter; 2] = [of_product("product_billno"), of_order("billno")];

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /withdraw",
    aliases: &[],
    access: Access::Product,
    fields: &NUMBERS,
    errors: &[codes::NOT_FOUND],
};

const WITHDRAWAL: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT json_set(n.payload, '$.withdraw_channel_code', w.withdraw_channel_code,
          '$.approved_at', coalesce(",
    wire_time!("w.approved_at"),
    ", ''), '$.created_at', ",
    wire_time!("w.created_at"),
    ", '$.updated_at', ",
    wire_time!("w.updated_at"),
    ")
          FROM withdraw_records w JOIN withdraw_notices n ON n.record_id = w.id
         WHERE w.product_id = ?1
           AND w.id = CASE WHEN ?3 IS NULL
                 THEN (SELECT id FROM withdraw_records WHERE product_id = ?1 AND product_billno = ?2)
                 ELSE (SELECT id FROM withdraw_records WHERE billno = ?3) END
           AND (?2 IS NULL OR w.product_billno = ?2))"
);

pub async fn withdraw(call: &Call<'_>) -> Result<Reply, Failure> {
    own_order(call, WITHDRAWAL, &NUMBERS).await
}
