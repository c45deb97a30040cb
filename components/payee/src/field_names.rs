//! Names of the payee part's fields, for the log.

/// What a refused field may be called in the log.
pub const KNOWN: [&str; 47] = [
    "Idempotency-Key",
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
    "body",
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
    "merchantNo",
    "X-Nonce",
    "X-Timestamp",
    "note",
    "phone",
    "processingChannel",
    "profileType",
    "state",
    "storeNo",
    "street",
    "street2",
    "subject",
    "timestamp",
    "transactionNo",
    "verifySign",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn every_documented_field_is_known() {
        let documented = feiqian_platform::field_names::documented(|path| path.starts_with("/v3/"));
        let unknown: Vec<_> = documented.iter().filter(|name| !KNOWN.contains(&name.as_str())).collect();
        assert!(documented.len() > 20 && unknown.is_empty(), "{unknown:?}");
    }
}
