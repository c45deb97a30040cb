//! `POST /v3/payee/account/configurations` (payee.md §6.10): which accounts can be created, and with which fields.

use crate::call::{Authentic, Look};
use crate::country::Country;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{a2, a3};
use crate::kind::{Kind, is_kind};
use crate::look;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/account/configurations",
    aliases: &[],
    access: READS,
    fields: &[
        may("accountCountry", &[Rule::Is(a2)]),
        may("accountCurrency", &[Rule::Is(a3)]),
        may("accountType", &[Rule::Is(is_kind)]),
    ],
    errors: &[],
};

/// A line a rule: type, country, currency, the country's banks as JSON, with tabs
/// between them, which JSON escapes.
const RULES: Look = look!(
    [accountCountry, accountCurrency, accountType],
    "SELECT group_concat(account_type || char(9) || country || char(9) || currency || char(9)
              || (SELECT json_group_array(bank_name) FROM (SELECT bank_name FROM payee_bank b WHERE b.country = r.country
                                                            ORDER BY bank_code)), char(10))
       FROM (SELECT * FROM payee_rule
              WHERE enabled = 1 AND country = coalesce(:accountCountry, country) AND currency = coalesce(:accountCurrency, currency)
                AND account_type = coalesce(:accountType, account_type)
              ORDER BY account_type, country, currency) r"
);

pub async fn configurations(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false);
    let ((), mut found) = call.admit(&RULES, checked).await?;
    let found: Option<String> = found.take()?;

    let mut list = String::new();
    for line in found.unwrap_or_default().lines() {
        let mut parts = line.split('\t');
        let (Some(kind), Some(country), Some(currency), Some(banks)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Failure::Fault("a rule cannot be read".into()));
        };
        let rule = Kind::parse(kind).map(|kind| Country::of(kind, country));
        let rule = rule.ok_or_else(|| Failure::Fault("a rule is of an unknown type".into()))?;
        if !list.is_empty() {
            list.push(',');
        }
        list += &format!(
            r#"{{"accountCountry":"{country}","accountCurrency":"{currency}","accountType":"{kind}","fields":[{}]}}"#,
            rule.describe(banks)
        );
    }
    Ok(format!(r#"{{"configurations":[{list}],"ret_msg":"query success","ret_code":"000100"}}"#))
}
