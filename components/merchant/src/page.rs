//! The parameters that both lists of records have (cashier.md §9.5, §9.6).

use feiqian_cashier::{Act, Call, Failure, Reply, Session};
use feiqian_signing::{Params, Rules};

/// Answers one page of the merchant's records in one status. `statement`: `?1` merchant, `?2` status, `?3` records of a
/// page, `?4` records before it, `?5` account; one row of the merchant's code, the number of all records and the page as a JSON array.
pub async fn page(call: &Call<'_>, flags: &[i64], statement: &str) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    let (wanted, checked) = read(&params, flags);
    let (flag, number, size) = wanted;

    let window =
        [session.merchant_id(), flag.into(), size.into(), ((number - 1) * size).into(), session.account()];
    let mut row = call.platform.query_row(statement, &window).await?;
    session.admit(row.take(0)?, &params, "pid", &[Act::Read])?;
    checked?;
    Ok(Reply::Page { total: row.take(1)?, data: row.take(2)? })
}

/// Status, page and size; harmless ones if a rule is broken.
fn read(params: &Params, flags: &[i64]) -> ((i64, i64, i64), Result<(), feiqian_signing::FieldErrors>) {
    let mut rules = Rules::new(params);
    rules.field("pid").required().text();
    let flag = rules.field("flag").required().integer().one_of(flags).or(0);
    let number = rules.field("pageNum").required().integer().min(1).max(1_000_000).or(1);
    let size = rules.field("pageSize").required().integer().min(1).max(100).or(1);
    ((flag, number, size), rules.finish())
}
