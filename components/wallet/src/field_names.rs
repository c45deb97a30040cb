//! Names of the wallet's fields, for the log.

/// What a refused field may be called in the log.
pub const KNOWN: [&str; 48] = [
    "Idempotency-Key",
    "attributes",
    "attritbutes",
    "body",
    "cash_apply_amount",
    "cash_interval_time",
    "cash_max_sum",
    "cash_min_sum",
    "cash_mobile",
    "cash_rate",
    "cash_status",
    "cash_sum_limit",
    "cash_type",
    "data",
    "filter[cash_mobile]",
    "filter[cash_sn]",
    "filter[cash_status]",
    "filter[cash_type]",
    "filter[change_desc]",
    "filter[change_type]",
    "filter[change_type_exclude]",
    "filter[end_time]",
    "filter[source_user_id]",
    "filter[source_username]",
    "filter[start_time]",
    "filter[user]",
    "filter[username]",
    "id",
    "accept",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "ids",
    "include",
    "limit",
    "operate_amount",
    "operate_reason",
    "operate_type",
    "page[limit]",
    "page[number]",
    "page[offset]",
    "page[size]",
    "payout_enabled",
    "remark",
    "sort",
    "type",
    "user_id",
    "wallet_status",
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn every_documented_field_is_known() {
        let documented = feiqian_platform::field_names::documented(|path| path.starts_with("/api/wallet/"));
        let unknown: Vec<_> = documented.iter().filter(|name| !KNOWN.contains(&name.as_str())).collect();
        assert!(documented.len() > 20 && unknown.is_empty(), "{unknown:?}");
    }
}
