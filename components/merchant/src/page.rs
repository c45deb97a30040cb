//! The parameters that both lists of records have (cashier.md §9.5, §9.6).

use crate::filter::{Columns, Filter};
use feiqian_cashier::{Act, Call, Failure, Reply, Session};
use feiqian_signing::{FieldErrors, Params, Rules};

/// Where a list's statement takes the condition of the filters, twice.
pub const FILTER: &str = "/* filter */";

/// How many values a list's statement has of its own.
const OWN_VALUES: usize = 5;

/// What a request asks for.
struct Wanted {
    flag: i64,
    number: i64,
    size: i64,
    filter: Filter,
}

/// Answers one page of the merchant's records in one status. `statement`: `?1` merchant, `?2` status, `?3` records of a
/// page, `?4` records before it, `?5` account, and [`FILTER`]; one row of the merchant's code, the number of all records
/// and the page as a JSON array.
pub async fn page(
    call: &Call<'_>,
    flags: &[i64],
    columns: Columns,
    statement: &str,
) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    let (wanted, checked) = read(&params, flags, columns);

    let mut values = vec![
        session.merchant_id(),
        wanted.flag.into(),
        wanted.size.into(),
        ((wanted.number - 1) * wanted.size).into(),
        session.account(),
    ];
    values.extend(wanted.filter.values);
    let statement = statement.replace(FILTER, &wanted.filter.condition);
    let mut row = call.platform.query_row(&statement, &values).await?;
    session.admit(row.take(0)?, &params, "pid", &[Act::Read])?;
    checked?;
    Ok(Reply::Page { total: row.take(1)?, data: row.take(2)? })
}

/// What is wanted; something harmless if a rule is broken.
fn read(params: &Params, flags: &[i64], columns: Columns) -> (Wanted, Result<(), FieldErrors>) {
    let mut rules = Rules::new(params);
    rules.field("pid").required().text();
    let flag = rules.field("flag").required().integer().one_of(flags).or(0);
    let number = rules.field("pageNum").required().integer().min(1).max(1_000_000).or(1);
    let size = rules.field("pageSize").required().integer().min(1).max(100).or(1);
    let filter = Filter::read(&mut rules, columns, OWN_VALUES + 1);
    (Wanted { flag, number, size, filter }, rules.finish())
}
