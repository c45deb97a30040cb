//! Country rules (payee.md §5): which fields an account of a type and country has, and what they look like. Which of them
//! are enabled is data (`payee_rule`); a rule that the operator adds for another country takes free text.

use crate::failure::Failure;
use crate::formats::{email, handle, is_digits, phone, routing_number};
use crate::kind::Kind;
use feiqian_signing::payee::Params;

/// The rule of an account, by its country or, if its country does not matter, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    China,
    UnitedStates,
    Japan,
    Paypal,
    Venmo,
    Other,
}

/// What is kept of the conditional fields: those that the rule names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Details<'p> {
    pub bank_code: Option<String>,
    pub branch_id: Option<&'p str>,
    pub purpose: Option<&'p str>,
}

impl Country {
    /// The rule of a type and country.
    pub fn of(kind: Kind, country: &str) -> Self {
        match (kind, country) {
            (Kind::BankAccount, "CN") => Country::China,
            (Kind::BankAccount, "US") => Country::UnitedStates,
            (Kind::BankAccount, "JP") => Country::Japan,
            (Kind::Paypal, _) => Country::Paypal,
            (Kind::Venmo, _) => Country::Venmo,
            (Kind::BankAccount, _) => Country::Other,
        }
    }

    /// Checks the named fields in their order. `bank_code` is that of the bank named `bankName`, if the bank table has it.
    ///
    /// # Errors
    /// The first that fails.
    pub fn check<'p>(self, params: &'p Params, bank_code: Option<&str>) -> Result<Details<'p>, Failure> {
        let text = |name| params.get(name).unwrap_or_default();
        if !self.is_number(text("bankAccountId")) {
            return Err(Failure::malformed("bankAccountId"));
        }
        let mut details = Details::default();
        match self {
            Country::China => {
                let code = bank_code.ok_or_else(|| Failure::malformed("bankName"))?;
                if let Some(given) = params.get("bankCode") {
                    if !is_digits(given, 8, 8) {
                        return Err(Failure::malformed("bankCode"));
                    }
                    if given != code {
                        return Err(Failure::mismatch("bankCode"));
                    }
                }
                details.bank_code = Some(code.to_owned());
            }
            Country::UnitedStates => {
                let branch = params.get("branchId").ok_or_else(|| Failure::absent("branchId"))?;
                if !routing_number(branch) {
                    return Err(Failure::malformed("branchId"));
                }
                let purpose =
                    params.get("bankAccountPurpose").ok_or_else(|| Failure::absent("bankAccountPurpose"))?;
                if !matches!(purpose, "CHECKING" | "SAVINGS") {
                    return Err(Failure::malformed("bankAccountPurpose"));
                }
                (details.branch_id, details.purpose) = (Some(branch), Some(purpose));
            }
            Country::Japan => {
                details.branch_id = params.get("branchId");
                if details.branch_id.is_some_and(|branch| !is_digits(branch, 3, 3)) {
                    return Err(Failure::malformed("branchId"));
                }
            }
            Country::Paypal | Country::Venmo | Country::Other => {}
        }
        Ok(details)
    }

    fn is_number(self, number: &str) -> bool {
        match self {
            Country::China => is_digits(number, 12, 19),
            Country::UnitedStates => is_digits(number, 4, 17),
            Country::Japan => {
                let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
                let bytes = number.as_bytes();
                (4..=20).contains(&bytes.len())
                    && bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-')
                    && is_digit(bytes.first())
                    && is_digit(bytes.last())
            }
            Country::Paypal => email(number) || phone(number),
            Country::Venmo => phone(number) || email(number) || handle(number) || is_digits(number, 10, 10),
            Country::Other => true,
        }
    }

    /// The fields as `configurations` describes them: members of a JSON array. `banks` is a JSON array of bank names.
    pub fn describe(self, banks: &str) -> String {
        const ANY_NAME: &str = r#"{"name":"bankName","required":"M","pattern":"^.{1,64}$"}"#;
        let pattern = |pattern: &str| {
            format!(r#"{{"name":"bankAccountId","required":"M","pattern":"{pattern}"}},{ANY_NAME}"#)
        };
        let formats = |formats: &str| {
            format!(r#"{{"name":"bankAccountId","required":"M","formats":[{formats}]}},{ANY_NAME}"#)
        };
        match self {
            Country::China => format!(
                r#"{{"name":"bankAccountId","required":"M","pattern":"^[0-9]{{12,19}}$"}},{{"name":"bankName","required":"M","values":{banks}}},{{"name":"bankCode","required":"O","pattern":"^[0-9]{{8}}$"}}"#
            ),
            Country::UnitedStates => {
                pattern("^[0-9]{4,17}$")
                    + r#",{"name":"branchId","required":"M","pattern":"^[0-9]{9}$"},{"name":"bankAccountPurpose","required":"M","values":["CHECKING","SAVINGS"]}"#
            }
            Country::Japan => {
                pattern("^[0-9][0-9-]{2,18}[0-9]$")
                    + r#",{"name":"branchId","required":"O","pattern":"^[0-9]{3}$"}"#
            }
            Country::Paypal => formats(r#""email","phone""#),
            Country::Venmo => formats(r#""phone","email","handle","id""#),
            Country::Other => pattern("^.{1,128}$"),
        }
    }
}
