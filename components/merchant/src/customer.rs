//! `GET /customer` (cashier.md §9.2): a user of the merchant's product, inactive ones included.

use feiqian_cashier::{
    Access, Act, Call, Endpoint, Failure, ReadParams, Reply, Rule, Session, merchant_code, must, wire_time,
};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /customer",
    aliases: &[],
    access: Access::Account { acts: &[Act::Read], merchant: "pid" },
    fields: &[must("pid", &[]), must("login_name", &[Rule::MaxChars(64), Rule::Later(Key::Exists)])],
    errors: &[],
};

/// `?1` merchant, `?2` user, `?3` account.
const CUSTOMER: &str = concat!(
    "SELECT ",
    merchant_code!("?3"),
    ", (SELECT json_object('id', c.id, 'product_id', c.product_id, 'product_user_id', c.product_user_id,
          'credit_level', c.credit_level, 'star_level', c.star_level, 'priority_level', c.priority_level,
          'customer_type', c.customer_type, 'ip', c.ip, 'status', c.status, 'created_at', ",
    wire_time!("c.created_at"),
    ", 'updated_at', ",
    wire_time!("c.updated_at"),
    ") FROM merchants m JOIN customers c ON c.product_id = m.product_id AND c.product_user_id = ?2 WHERE m.id = ?1)"
);

pub async fn customer(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let user = rules.text("login_name");
    let checked = rules.finish();

    let mut row =
        call.platform.query_row(CUSTOMER, &[session.merchant_id(), user.into(), session.account()]).await?;
    session.admit(row.take()?, &params, &ENDPOINT.access)?;
    checked?;
    let customer: Option<String> = row.take()?;
    customer.map(Reply::Data).ok_or_else(|| FieldErrors::one("login_name", Key::Exists).into())
}
