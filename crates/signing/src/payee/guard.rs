//! The injection guard (`payee.md` 4).
//!
//! The signed text does not escape values, so `note` = `x&storeNo=800001` and the two parameters `note` = `x`,
//! `storeNo` = `800001` share a signature. A value that could pass for another parameter is refused.

use super::Params;

/// The parameter names of `payee.md` 2 and 6, sorted.
const NAMES: [&str; 46] = [
    "accountCountry",
    "accountCurrency",
    "accountTag",
    "accountToken",
    "accountType",
    "amount",
    "bankAccountId",
    "bankAccountPurpose",
    "bankCode",
    "bankName",
    "branchId",
    "city",
    "clientIp",
    "company",
    "country",
    "countryCode",
    "currency",
    "customerCode",
    "customerNo",
    "dateOfBirth",
    "description",
    "email",
    "firstName",
    "governmentId",
    "governmentIdType",
    "invoiceId",
    "ipnUrl",
    "lang",
    "lastName",
    "merGroupNo",
    "merchantNo",
    "note",
    "payorNo",
    "phone",
    "processingChannel",
    "profileType",
    "state",
    "storeAdminNo",
    "storeNo",
    "street",
    "street2",
    "subject",
    "timestamp",
    "transactionNo",
    "verifySign",
    "zip",
];

/// The first parameter, in byte order of names, whose value contains `&`, a parameter name and `=`.
pub fn injected(params: &Params) -> Option<&str> {
    params.iter().find(|(_, value)| holds_parameter(value)).map(|(name, _)| name)
}

fn holds_parameter(value: &str) -> bool {
    // No name contains `&` or `=`: it must fill the space between an `&` and the `=` that follows it first.
    value
        .split('&')
        .skip(1)
        .any(|part| part.split_once('=').is_some_and(|(name, _)| NAMES.binary_search(&name).is_ok()))
}
