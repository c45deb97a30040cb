//! Names of the cashier's fields, for the log.

/// What the log calls a missing receiving account, which the answer calls `bankcode`.
pub(crate) const RECEIVING_ACCOUNT: &str = "receipt_account";

/// What a refused field may be called in the log.
pub(crate) const KNOWN: [&str; 69] = [
    "@method",
    "@path",
    "@query",
    "@target-uri",
    "If-None-Match",
    "account",
    "account_name",
    "account_no",
    "amount",
    "approve_by",
    "area_limit",
    "bank",
    "bank_account_name",
    "bank_account_no",
    "bank_cities",
    "bank_code",
    "bank_countries",
    "bank_name",
    "bank_province",
    "bankcode",
    "billno",
    "branch",
    "branch_name",
    "city",
    "code",
    "content-digest",
    "created_by",
    "created_from",
    "created_to",
    "currency",
    "customer_level",
    "depositor",
    "flag",
    "ip_address",
    "is_show",
    "limit_amount",
    "login_name",
    "new_flag",
    "nonce",
    "notify_type",
    "old_flag",
    "orderType",
    "order_sn",
    "pageNum",
    "pageSize",
    "payid",
    "payment_code",
    "pid",
    "product_billno",
    "product_id",
    "product_order_sn",
    "product_user_id",
    "province",
    "pwd",
    "receipt_account",
    "remarks",
    "replace_flag",
    "request_id",
    "request_type",
    "sign",
    "sign_type",
    "signature",
    "signature-input",
    "special_member",
    "timestamp",
    "trust_level",
    "type",
    "user_type",
    "withdraw_channel_code",
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn every_documented_field_is_known() {
        let documented = feiqian_platform::field_names::documented(|path| {
            let others = ["/v3/", "/api/", "/internal/", "/sim/", "/docs", "/openapi"];
            !others.iter().any(|other| path.starts_with(other))
        });
        let unknown: Vec<_> = documented.iter().filter(|name| !KNOWN.contains(&name.as_str())).collect();
        assert!(documented.len() > 20 && unknown.is_empty(), "{unknown:?}");
    }
}
