//! `POST /v3/customers/account/create/{bank-account,paypal,venmo}` and their aliases (payee.md §6.4).

use crate::call::{Authentic, Look};
use crate::codes;
use crate::columns::insert;
use crate::country::{Country, Details};
use crate::endpoint::{CHANGES, Endpoint, Field, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{a2, a3, customer_no, ip};
use crate::kind::{Kind, is_kind};
use crate::look;
use feiqian_platform::{DatabaseError, parameters, row, statement};
use feiqian_vault::{Blind, Place, last4};

/// How often a token is drawn.
const ATTEMPTS: usize = 4;

const fn endpoint(name: &'static str, aliases: &'static [&'static str]) -> Endpoint {
    Endpoint {
        name,
        aliases,
        access: CHANGES,
        fields: FIELDS,
        errors: &[
            codes::ABSENT,
            codes::UNKNOWN,
            codes::MISMATCH,
            codes::DUPLICATE,
            codes::UNVERIFIED,
            codes::ACCOUNT_LIMIT,
        ],
    }
}

pub static BANK_ACCOUNT: Endpoint =
    endpoint("POST /v3/customers/account/create/bank-account", &["/v3/payee/account/create/bank-account"]);
pub static PAYPAL: Endpoint =
    endpoint("POST /v3/customers/account/create/paypal", &["/v3/payee/account/create/paypal"]);
pub static VENMO: Endpoint =
    endpoint("POST /v3/customers/account/create/venmo", &["/v3/payee/account/create/venmo"]);

const FIELDS: &[Field] = &[
    must("accountCountry", &[Rule::Is(a2)]),
    must("accountCurrency", &[Rule::Is(a3)]),
    must("accountTag", &[Rule::Text(64)]),
    must("accountType", &[Rule::Is(is_kind)]),
    must("bankAccountId", &[Rule::Text(128)]),
    must("bankName", &[Rule::Text(64)]),
    must("customerNo", &[Rule::Is(customer_no)]),
    must("ipnUrl", &[Rule::IpnUrl]),
    must("clientIp", &[Rule::Is(ip)]),
    may("bankCode", &[Rule::Text(64)]),
    may("branchId", &[Rule::Text(64)]),
    may("bankAccountPurpose", &[Rule::Text(64)]),
];

row! {
    /// What has to be known before an account is made; the columns are those of the signature's record.
    struct Found by found_columns {
        is_country: bool = "CASE kind WHEN 'SIGN' THEN EXISTS (SELECT 1 FROM payee_rule
            WHERE account_type = :accountType AND country = :accountCountry AND enabled = 1) END",
        is_currency: bool = "CASE kind WHEN 'SIGN' THEN EXISTS (SELECT 1 FROM payee_rule
            WHERE account_type = :accountType AND country = :accountCountry AND currency = :accountCurrency
              AND enabled = 1) END",
        bank_code: Option<String> = "CASE kind WHEN 'SIGN' THEN (SELECT bank_code FROM payee_bank
            WHERE country = :accountCountry AND bank_name = :bankName) END",
        /// Of the account that has the tag, if the payee may have it.
        details_hash: Option<Vec<u8>> = "CASE kind WHEN 'SIGN' THEN (SELECT a.details_hash
             FROM payee_account a JOIN payee c ON c.customer_no = a.customer_no
            WHERE a.merchant_no = :merchant_no AND a.customer_no = :customerNo AND a.account_tag = :accountTag
              AND a.deleted_at IS NULL AND c.status = 'Activated') END",
    }
}

const LOOK: Look = look!([accountType, accountCountry, accountCurrency, bankName, customerNo, accountTag], columns found_columns!());

/// What the answer tells of a new account. No row: the payee has the account already.
const REPLY: &str =
    "(SELECT reply FROM payee_account_reply r WHERE r.account_token = payee_account.account_token)";

parameters! {
    struct Existing<'c> {
        merchant_no: &'c str,
        customer_no: Option<&'c str>,
        account_tag: Option<&'c str>,
        now: i64,
        verify_sign: &'c str,
        key: Option<&'c str>,
        details_hash: Vec<u8>,
        /// Under the other key of the vault.
        details_hash_other: Option<Vec<u8>>,
    }
}

/// Stores the reply of an account that existed already, and answers it. A reply that is there already, of the same call
/// side by side, stays.
const EXISTING: &str = statement!(
    Existing,
    "UPDATE payee_request SET reply = coalesce(reply, (
    SELECT json_replace(r.reply, '$.result.timestamp', strftime('%Y-%m-%dT%H:%M:%SZ', :now / 1000, 'unixepoch'))
      FROM payee_account a JOIN payee_account_reply r ON r.account_token = a.account_token
     WHERE a.merchant_no = :merchant_no AND a.customer_no = :customer_no AND a.account_tag = :account_tag
       AND a.deleted_at IS NULL AND a.details_hash IN (:details_hash, :details_hash_other)))
  WHERE merchant_no = :merchant_no AND kind IN ('SIGN', 'KEY') AND key IN (:verify_sign, :key)
    AND key = iif(kind = 'SIGN', :verify_sign, :key)
  RETURNING reply"
);

pub async fn create_account(call: &Authentic<'_>, kind: Kind) -> Result<String, Failure> {
    let checked = check(call.params, FIELDS, call.settings.allow_insecure_ipn).and_then(|()| {
        match call.params.get("accountType") == Some(kind.name()) {
            true => Ok(()),
            false => Err(Failure::mismatch("accountType")),
        }
    });
    let ((), mut found) = call.admit(&LOOK, checked).await?;
    let found = Found::read(&mut found)?;
    if !found.is_country {
        return Err(Failure::malformed("accountCountry"));
    }
    if !found.is_currency {
        return Err(Failure::malformed("accountCurrency"));
    }
    let country = call.params.get("accountCountry").unwrap_or_default();
    let details = Country::of(kind, country).check(call.params, found.bank_code.as_deref())?;
    let hash = details_hash(call, kind, &details);
    if found.details_hash.is_some_and(|other| hash.is(&other))
        && let Some(reply) = existing(call, &hash).await?
    {
        return Ok(reply);
    }
    create(call, kind, &details, &hash).await
}

/// What tells an account from another one with its tag.
fn details_hash(call: &Authentic<'_>, kind: Kind, details: &Details<'_>) -> Blind {
    let text = |name| Some(call.params.get(name).unwrap_or_default());
    call.settings.vault.details_hash(&[
        Some(kind.name()),
        text("accountCountry"),
        text("accountCurrency"),
        text("bankAccountId"),
        text("bankName"),
        details.bank_code.as_deref(),
        details.branch_id,
        details.purpose,
        text("ipnUrl"),
    ])
}

async fn create(
    call: &Authentic<'_>,
    kind: Kind,
    details: &Details<'_>,
    hash: &Blind,
) -> Result<String, Failure> {
    let vault = &call.settings.vault;
    let number = call.params.get("bankAccountId").unwrap_or_default();
    let index = vault.account_index(call.merchant_no, number);
    for _ in 0..ATTEMPTS {
        let token = format!("2010{:018}", call.digits());
        let place = Place::number(call.merchant_no, &token);
        let sealed = vault.seal(place, call.platform.random(), number);
        let sealed = sealed.map_err(|error| Failure::Fault(error.to_string()))?;
        let account = vec![
            ("account_token", token.into()),
            ("customer_no", call.value("customerNo")),
            ("merchant_no", call.merchant_no.into()),
            ("account_tag", call.value("accountTag")),
            ("account_type", kind.name().into()),
            ("country", call.value("accountCountry")),
            ("currency", call.value("accountCurrency")),
            ("number_enc", sealed.into()),
            ("number_key_id", vault.key_id().into()),
            ("number_last4", last4(number).into()),
            ("number_bidx", index.main.to_vec().into()),
            ("number_bidx_other", index.other.map(Vec::from).into()),
            ("bank_name", call.value("bankName")),
            ("bank_code", details.bank_code.as_deref().into()),
            ("branch_id", details.branch_id.into()),
            ("purpose", details.purpose.into()),
            ("client_ip", call.value("clientIp")),
            ("ipn_url", call.value("ipnUrl")),
            ("details_hash", hash.main.to_vec().into()),
            ("details_hash_other", hash.other.map(Vec::from).into()),
            ("status", "ACTIVATED".into()),
            ("request_sign", call.sign.as_str().into()),
            ("request_key", call.key.as_deref().into()),
            ("created_at", call.now_ms.into()),
            ("updated_at", call.now_ms.into()),
            ("traceparent", call.traceparent().into()),
        ];
        let (statement, values) = insert("payee_account", account, REPLY);
        return match call.platform.command(&statement, values.as_slice()).await {
            Ok(rows) => match rows.into_iter().next() {
                Some(mut row) => Ok(row.take()?),
                // Created meanwhile; or deleted again, too.
                None => match existing(call, hash).await? {
                    Some(reply) => Ok(reply),
                    None => continue,
                },
            },
            Err(DatabaseError::Unique(columns)) if columns == "payee_account.account_token" => continue,
            Err(error) => call.ended(error.into()).await,
        };
    }
    Err(Failure::Fault("no account token is free".into()))
}

/// The stored reply with the account that has the tag and these details; `None` if there is none any more.
async fn existing(call: &Authentic<'_>, details_hash: &Blind) -> Result<Option<String>, Failure> {
    let existing = Existing {
        merchant_no: call.merchant_no,
        customer_no: call.params.get("customerNo"),
        account_tag: call.params.get("accountTag"),
        now: call.now_ms,
        verify_sign: &call.sign,
        key: call.key.as_deref(),
        details_hash: details_hash.main.to_vec(),
        details_hash_other: details_hash.other.map(Vec::from),
    };
    let rows = call.platform.command(EXISTING, &existing.values()).await?;
    Ok(rows.into_iter().next().map(|mut row| row.take::<Option<String>>()).transpose()?.flatten())
}
