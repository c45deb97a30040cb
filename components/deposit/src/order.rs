//! `GET /order` (cashier.md §8.13): a product asks for the state of its own deposit, as its callback tells it.

use feiqian_cashier::{
    Access, Call, Endpoint, Failure, Parameter, Reply, amount_by, codes, of_order, of_product, own_order,
    product_key, wire_time,
};

static NUMBERS: [Parameter; 2] = [of_product("product_order_sn"), of_order("order_sn")];

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /order",
    aliases: &[],
    access: Access::Product,
    fields: &NUMBERS,
    errors: &[codes::NOT_FOUND],
};

/// A make-up order has no product number of its own: its parent's finds the parent, which lists it.
const ORDER: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT json_set(n.payload, '$.deposit_channel_code', d.deposit_channel_code,
          '$.paid_amount', CASE WHEN d.paid_amount IS NULL THEN '' ELSE ",
    amount_by!("d.paid_amount", "y"),
    " END, '$.paid_at', coalesce(",
    wire_time!("d.paid_at"),
    ", ''), '$.created_at', ",
    wire_time!("d.created_at"),
    ", '$.updated_at', ",
    wire_time!("d.updated_at"),
    ", '$.make_up_orders', json((SELECT json_group_array(json_object('order_sn', m.order_sn,
          'deposit_channel_code', m.deposit_channel_code, 'paid_amount', ",
    amount_by!("m.paid_amount", "y"),
    ", 'paid_at', ",
    wire_time!("m.paid_at"),
    ")) FROM deposit_records m WHERE m.parent_id = d.id)))
          FROM deposit_records d JOIN deposit_notices n ON n.record_id = d.id
          JOIN currencies y ON y.code = d.currency
         WHERE d.product_id = ?1
           AND d.id = CASE WHEN ?3 IS NULL
                 THEN (SELECT id FROM deposit_records WHERE product_id = ?1 AND product_order_sn = ?2)
                 ELSE (SELECT id FROM deposit_records WHERE order_sn = ?3) END
           AND (?2 IS NULL OR json_extract(n.payload, '$.product_order_sn') = ?2))"
);

pub async fn order(call: &Call<'_>) -> Result<Reply, Failure> {
    own_order(call, ORDER, &NUMBERS).await
}
