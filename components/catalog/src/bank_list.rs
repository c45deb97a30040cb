//! `GET /bank_list` (cashier.md §8.6): the active banks by type and id, for an active customer.

use feiqian_cashier::{Call, Failure, Reply, Signed, product_key};
use feiqian_signing::{FieldErrors, Key, Rules};

/// `?1` product, `?2` its customer.
const BANKS: &str = concat!(
    "SELECT ",
    product_key!(),
    ", EXISTS (SELECT 1 FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1),
    (SELECT json_group_array(json_object('id', id, 'type', type, 'name', name, 'code', code, 'status', status))
       FROM (SELECT * FROM bank_codes WHERE status = 1 ORDER BY type, id))"
);

pub async fn bank_list(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(&params)?;
    let user = params.text("product_user_id");
    let mut row = call.platform.query_row(BANKS, &[signed.product_id(), user.into()]).await?;
    signed.admit(call, row.take(0)?).await?;

    let mut rules = Rules::new(&params);
    rules.field("product_user_id").required().max_chars(64).text();
    rules.finish()?;
    if !row.take::<bool>(1)? {
        return Err(FieldErrors::one("product_user_id", Key::Exists).into());
    }
    Ok(Reply::Reference(row.take(2)?))
}
