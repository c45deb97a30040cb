//! `GET /bank_list` (cashier.md §8.6): the active banks by type and id, for an active customer.

use feiqian_cashier::{
    Access, Call, Endpoint, Failure, OF_CUSTOMER, Reply, product_key, reference_of_customer,
};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /bank_list",
    aliases: &[],
    access: Access::Product,
    fields: OF_CUSTOMER,
    errors: &[],
};

/// `?1` product, `?2` its customer.
const BANKS: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT 1 FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1),
    (SELECT json_group_array(json_object('id', id, 'type', type, 'name', name, 'code', code, 'status', status))
       FROM (SELECT * FROM bank_codes WHERE status = 1 ORDER BY type, id))"
);

pub async fn bank_list(call: &Call<'_>) -> Result<Reply, Failure> {
    let mut cells = reference_of_customer(call, BANKS).await?;
    Ok(Reply::Reference(cells.take()?))
}
