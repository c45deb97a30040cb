//! What the reads about one customer have in common: `product_user_id` is all they are asked.

use crate::call::ReadParams as _;
use crate::failure::Failure;
use crate::signed::Signed;
use feiqian_endpoint::must;
use feiqian_platform::Call;
use feiqian_platform::Row;
use feiqian_signing::rules::{Parameter, Rule};
use feiqian_signing::{FieldErrors, Key, Rules};

/// What they take.
pub const OF_CUSTOMER: &[Parameter] =
    &[must("product_user_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)])];

/// Runs the one statement of a read about an active customer, admits the product, checks the parameter, and returns the
/// cells after its first two: [`crate::product_key!`], and one that is NULL if there is no such customer. `?1` is the
/// product, `?2` its user.
///
/// # Errors
/// The answer if the call is refused or there is no such customer.
pub async fn read_of_customer(call: &Call<'_>, statement: &'static str) -> Result<Row, Failure> {
    of_customer(call, statement, Age::Fresh).await
}

/// [`read_of_customer`] for reference data, whose row may be as old as `auth_cache_ms` says.
///
/// # Errors
/// The answer if the call is refused or there is no such customer.
pub async fn reference_of_customer(call: &Call<'_>, statement: &'static str) -> Result<Row, Failure> {
    of_customer(call, statement, Age::Kept).await
}

enum Age {
    Fresh,
    Kept,
}

async fn of_customer(call: &Call<'_>, statement: &'static str, age: Age) -> Result<Row, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let asked = [signed.product_id(), params.text("product_user_id").into()];
    let row = match age {
        Age::Fresh => call.platform.query_row(statement, &asked).await?,
        Age::Kept => call.platform.kept_row(statement, &asked).await?,
    };
    let mut cells = row;
    signed.admit(call, cells.take()?).await?;
    Rules::of(&params, OF_CUSTOMER).finish()?;
    match cells.take::<Option<i64>>()? {
        Some(_) => Ok(cells),
        None => Err(FieldErrors::one("product_user_id", Key::Exists).into()),
    }
}
