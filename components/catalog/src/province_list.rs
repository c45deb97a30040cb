//! `GET /province_list` (cashier.md §8.7): all provinces by code.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Signed, product_key};

pub static ENDPOINT: Endpoint =
    Endpoint { name: "GET /province_list", aliases: &[], access: Access::Product, fields: &[], errors: &[] };

/// `?1` product.
const PROVINCES: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT json_group_array(json_object('id', id, 'name', name, 'province_id', province_id))
          FROM (SELECT * FROM provinces ORDER BY province_id))"
);

pub async fn province_list(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let mut row = call.platform.kept_row(PROVINCES, &[signed.product_id()]).await?;
    signed.admit(call, row.take()?).await?;
    Ok(Reply::Reference(row.take()?))
}
