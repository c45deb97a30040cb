//! What a product's queries of its own orders have in common: an order is named by the product's number, by the bundle's,
//! or by both.

use crate::call::Call;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::signed::Signed;
use feiqian_platform::Value;
use feiqian_signing::{Key, Rules};

/// The longest number of an order.
const NUMBER_CHARS: usize = 64;

/// The names of the two parameters.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// The product's own number.
    pub of_product: &'static str,
    /// The number that the bundle has given.
    pub of_order: &'static str,
}

/// Answers the state of an order. `statement`: `?1` product, `?2` its number or NULL, `?3` the bundle's or NULL; column 0 is
/// [`crate::product_key!`], column 1 the order as JSON, NULL if the product has no such order.
///
/// # Errors
/// The answer if the call is refused; [`Failure::NotFound`] if the product has no such order.
pub async fn own_order(call: &Call<'_>, statement: &'static str, numbers: Numbers) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let mut rules = Rules::new(&params);
    let of_product = rules.field(numbers.of_product).max_chars(NUMBER_CHARS).text();
    let of_order = rules.field(numbers.of_order).max_chars(NUMBER_CHARS).text();
    if params.text(numbers.of_product).trim().is_empty() && params.text(numbers.of_order).trim().is_empty() {
        rules.fail(numbers.of_product, Key::Required);
    }
    let checked = rules.finish();
    let given = |number: &str| if number.is_empty() { Value::Null } else { number.into() };
    let asked = [signed.product_id(), given(of_product), given(of_order)];
    let mut row = call.platform.query_row(statement, &asked).await?;
    signed.admit(call, row.take(0)?).await?;
    checked?;
    row.take::<Option<String>>(1)?.map(Reply::Data).ok_or(Failure::NotFound)
}
