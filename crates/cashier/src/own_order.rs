//! What a product's queries of its own orders have in common: an order is named by the product's number, by the bundle's,
//! or by both.

use crate::call::ReadParams as _;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::signed::Signed;
use feiqian_endpoint::may;
use feiqian_platform::Call;
use feiqian_platform::Value;
use feiqian_signing::rules::{Parameter, Rule};
use feiqian_signing::{Key, Rules};

/// The product's own number.
pub const fn of_product(name: &'static str) -> Parameter {
    may(name, &[Rule::MaxChars(64), Rule::Later(Key::Required)])
}

/// The number that the bundle has given.
pub const fn of_order(name: &'static str) -> Parameter {
    may(name, &[Rule::MaxChars(64)])
}

/// Answers the state of an order that is named by [`of_product`], [`of_order`] or both. `statement`: `?1` product, `?2` its number or NULL, `?3` the bundle's or NULL; column 0 is
/// [`crate::product_key!`], column 1 the order as JSON, NULL if the product has no such order.
///
/// # Errors
/// The answer if the call is refused; [`Failure::NotFound`] if the product has no such order.
pub async fn own_order(
    call: &Call<'_>,
    statement: &'static str,
    numbers: &'static [Parameter; 2],
) -> Result<Reply, Failure> {
    let [of_product, of_order] = numbers.each_ref().map(|number| number.name);
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let mut rules = Rules::of(&params, numbers);
    let given = |name: &str| rules.get(name).map_or(Value::Null, Value::from);
    let asked = [signed.product_id(), given(of_product), given(of_order)];
    if params.text(of_product).trim().is_empty() && params.text(of_order).trim().is_empty() {
        rules.fail(of_product, Key::Required);
    }
    let checked = rules.finish();
    let mut row = call.platform.query_row(statement, &asked).await?;
    signed.admit(call, row.take()?).await?;
    checked?;
    row.take::<Option<String>>()?.map(Reply::Data).ok_or(Failure::NotFound)
}
