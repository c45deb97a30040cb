//! `GET /cities_country` (cashier.md §8.9): one city and its districts, which the contract calls `country`, by code.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Rule, Signed, must, product_key};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /cities_country",
    aliases: &[],
    access: Access::Product,
    fields: &[must("code", &[Rule::Later(Key::Exists)])],
    errors: &[],
};

/// `?1` product, `?2` code of a city.
const CITY: &str = concat!(
    "SELECT ",
    product_key!(),
    ", (SELECT json_object('id', id, 'name', name, 'city_id', city_id, 'province_id', province_id, 'country', json((
          SELECT json_group_array(json_object('id', id, 'name', name, 'country_id', district_id, 'city_id', city_id))
            FROM (SELECT * FROM districts WHERE city_id = ?2 ORDER BY district_id))))
          FROM cities WHERE city_id = ?2)"
);

pub async fn cities_country(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let code = params.text("code");
    let mut row = call.platform.kept_row(CITY, &[signed.product_id(), code.into()]).await?;
    signed.admit(call, row.take()?).await?;

    Rules::of(&params, ENDPOINT.fields).finish()?;
    let city: Option<String> = row.take()?;
    let city = city.ok_or_else(|| FieldErrors::one("code", Key::Exists))?;
    Ok(Reply::Reference(city))
}
