//! The parameters that both lists of records have (cashier.md §9.5, §9.6).

use crate::filter::{Columns, Filter};
use feiqian_cashier::{
    Access, Act, Call, Endpoint, Failure, Parameter, ReadParams, Reply, Rule, Session, must,
};
use feiqian_signing::{FieldErrors, Params, Rules};

/// Who may call.
pub const ACCESS: Access = Access::Account { acts: &[Act::Read], merchant: "pid" };
pub const MERCHANT: Parameter = must("pid", &[]);
pub const NUMBER: Parameter = must("pageNum", &[Rule::Integer, Rule::AtLeast(1), Rule::AtMost(1_000_000)]);
pub const SIZE: Parameter = must("pageSize", &[Rule::Integer, Rule::AtLeast(1), Rule::AtMost(100)]);

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
    endpoint: &'static Endpoint,
    columns: Columns,
    statement: &str,
) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    let (wanted, checked) = read(&params, endpoint, columns);

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
    session.admit(row.take()?, &params, &endpoint.access)?;
    checked?;
    Ok(Reply::Page { total: row.take()?, data: row.take()? })
}

/// What is wanted; something harmless if a rule is broken.
fn read(params: &Params, endpoint: &'static Endpoint, columns: Columns) -> (Wanted, Result<(), FieldErrors>) {
    let rules = Rules::of(params, endpoint.fields);
    let wanted = Wanted {
        flag: rules.integer("flag").unwrap_or(0),
        number: rules.integer("pageNum").unwrap_or(1),
        size: rules.integer("pageSize").unwrap_or(1),
        filter: Filter::of(&rules, columns, OWN_VALUES + 1),
    };
    (wanted, rules.finish())
}
