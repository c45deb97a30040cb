//! `POST /create_customer` (cashier.md §8.1): get or create, by product and user.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Rule, Signed, must};
use feiqian_signing::Rules;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /create_customer",
    aliases: &[],
    access: Access::Product,
    fields: &[must("product_user_id", &[Rule::MaxChars(64)])],
    errors: &[],
};

/// `?1` product, `?2` its user, `?3` now. The address stays the default: the caller is the product, not the user.
const CREATE: &str =
    "INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)
     ON CONFLICT (product_id, product_user_id) DO NOTHING";

pub async fn create_customer(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    signed.authenticate(call).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let user = rules.text("product_user_id");
    rules.finish()?;

    let now_ms = call.platform.now_ms();
    call.platform.command(CREATE, &[signed.product_id(), user.into(), now_ms.into()]).await?;
    Ok(Reply::nothing())
}
