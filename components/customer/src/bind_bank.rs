//! `POST /customer_bank` (cashier.md §8.10): binds the customer's only card; there is no re-bind.

use crate::card::Card;
use crate::card_columns;
use feiqian_cashier::{Call, Failure, Reply, Signed};
use feiqian_platform::DatabaseError;
use feiqian_signing::{FieldErrors, Key, Rules};

/// `?1` product, `?2` its user, `?3` now, `?4`… the card. No row: no such active customer. A second card meets the
/// unique index.
const BIND: &str = concat!(
    "INSERT INTO customer_banks (customer_id, type, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, branch_name, created_at, updated_at)
     SELECT id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3, ?3
       FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1
     RETURNING ",
    card_columns!()
);

pub async fn bind_bank(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    signed.authenticate(call).await?;

    let mut rules = Rules::new(&params);
    let user = rules.field("product_user_id").required().max_chars(64).text();
    let account_name = rules.field("bank_account_name").required().max_chars(100).text();
    let bank_name = rules.field("bank_name").required().max_chars(100).text();
    let province = rules.field("bank_province").required().max_chars(100).text();
    let city = rules.field("bank_cities").required().max_chars(100).text();
    let district = rules.field("bank_countries").required().max_chars(100).text();
    let account_no =
        rules.field("bank_account_no").required().alphanumeric().min_chars(6).max_chars(34).text();
    let branch_name = rules.field("branch_name").max_chars(100).text();
    let card_type = rules.field("type").integer().one_of(&[0, 1]).or(0);
    rules.finish()?;

    let card = [
        signed.product_id(),
        user.into(),
        call.platform.now_ms().into(),
        card_type.into(),
        account_name.into(),
        account_no.into(),
        bank_name.into(),
        province.into(),
        city.into(),
        district.into(),
        branch_name.into(),
    ];
    let bound = call.platform.command(BIND, &card).await.map_err(|error| match error {
        DatabaseError::Unique(_) => FieldErrors::one("bank_account_no", Key::Unique).into(),
        other => Failure::from(other),
    })?;
    let mut row = bound.into_iter().next().ok_or_else(|| FieldErrors::one("product_user_id", Key::Exists))?;
    Ok(Reply::Data(Card::read(&mut row, 0)?.to_json()))
}
