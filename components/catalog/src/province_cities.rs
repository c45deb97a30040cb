//! `GET /province_cities` (cashier.md §8.8): one province and its cities by code.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Rule, Signed, must, product_key};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /province_cities",
    aliases: &[],
    access: Access::Product,
    fields: &[must("code", &[Rule::Later(Key::Exists)])],
    errors: &[],
};

/// `?1` product, `?2` code of a province.
const PROVINCE: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT json_object('id', id, 'name', name, 'province_id', province_id, 'cities', json((
          SELECT json_group_array(json_object('id', id, 'name', name, 'city_id', city_id, 'province_id', province_id))
            FROM (SELECT * FROM cities WHERE province_id = ?2 ORDER BY city_id))))
          FROM provinces WHERE province_id = ?2)"
);

pub async fn province_cities(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let code = params.text("code");
    let mut row = call.platform.kept_row(PROVINCE, &[signed.product_id(), code.into()]).await?;
    signed.admit(call, row.take()?).await?;

    Rules::of(&params, ENDPOINT.fields).finish()?;
    let province: Option<String> = row.take()?;
    let province = province.ok_or_else(|| FieldErrors::one("code", Key::Exists))?;
    Ok(Reply::Reference(province))
}
