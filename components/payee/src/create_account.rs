//! `POST /v3/customers/account/create/{bank-account,paypal,venmo}` and their aliases (payee.md §6.4).

use crate::call::Call;
use crate::codes;
use crate::columns::insert;
use crate::country::{Country, Details};
use crate::endpoint::{CHANGES, Endpoint, Field, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{a2, a3, customer_no, ip};
use crate::kind::{Kind, is_kind};
use feiqian_platform::DatabaseError;
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

/// `?9` type, `?10` country, `?11` currency, `?12` bank name, `?13` payee, `?14` tag. Answers whether the country is known,
/// whether the currency is, the bank's code, and the details hash of the account that has the tag, if the payee may have
/// it: `1|1|01050000|1A2B…`.
const LOOK: &str = "SELECT EXISTS (SELECT 1 FROM payee_rule WHERE account_type = ?9 AND country = ?10 AND enabled = 1) || '|'
         || EXISTS (SELECT 1 FROM payee_rule WHERE account_type = ?9 AND country = ?10 AND currency = ?11 AND enabled = 1)
         || '|' || coalesce((SELECT bank_code FROM payee_bank WHERE country = ?10 AND bank_name = ?12), '')
         || '|' || coalesce((SELECT hex(a.details_hash) FROM payee_account a JOIN payee c ON c.customer_no = a.customer_no
                              WHERE a.merchant_no = ?1 AND a.customer_no = ?13 AND a.account_tag = ?14
                                AND a.deleted_at IS NULL AND c.status = 'Activated'), '')";

/// What the answer tells of a new account. No row: the payee has the account already.
const REPLY: &str =
    "(SELECT reply FROM payee_account_reply r WHERE r.account_token = payee_account.account_token)";

/// Stores the reply of an account that existed already, and answers it. `?1` merchant, `?2` payee, `?3` tag, `?4` now,
/// `?5` verifySign, `?6` idempotency key, `?7` and `?8` details hash under
/// both keys. A reply that is there already, of the same call side by side, stays.
const EXISTING: &str = "UPDATE payee_request SET reply = coalesce(reply, (
    SELECT json_replace(r.reply, '$.result.timestamp', strftime('%Y-%m-%dT%H:%M:%SZ', ?4 / 1000, 'unixepoch'))
      FROM payee_account a JOIN payee_account_reply r ON r.account_token = a.account_token
     WHERE a.merchant_no = ?1 AND a.customer_no = ?2 AND a.account_tag = ?3 AND a.deleted_at IS NULL
       AND a.details_hash IN (?7, ?8)))
  WHERE merchant_no = ?1 AND kind IN ('SIGN', 'KEY') AND key IN (?5, ?6) AND key = iif(kind = 'SIGN', ?5, ?6)
  RETURNING reply";

pub async fn create_account(call: &Call<'_>, kind: Kind) -> Result<String, Failure> {
    let checked = check(call.params, FIELDS, call.settings.allow_insecure_ipn).and_then(|()| {
        match call.params.get("accountType") == Some(kind.name()) {
            true => Ok(()),
            false => Err(Failure::mismatch("accountType")),
        }
    });
    let look = [
        kind.name().into(),
        call.value("accountCountry"),
        call.value("accountCurrency"),
        call.value("bankName"),
        call.value("customerNo"),
        call.value("accountTag"),
    ];
    let ((), found) = call.admit(LOOK, &look, checked).await?;
    let found = found.unwrap_or_default();
    let found = Found::read(&found)?;
    let country = call.params.get("accountCountry").unwrap_or_default();
    let details = Country::of(kind, country).check(call.params, found.bank_code)?;
    let hash = details_hash(call, kind, &details);
    if found.details_hash.is_some_and(|other| hash.is(&other))
        && let Some(reply) = existing(call, &hash).await?
    {
        return Ok(reply);
    }
    create(call, kind, &details, &hash).await
}

/// What [`LOOK`] has found.
struct Found<'f> {
    bank_code: Option<&'f str>,
    details_hash: Option<Vec<u8>>,
}

impl<'f> Found<'f> {
    /// # Errors
    /// The answer if country or currency is not enabled.
    fn read(found: &'f str) -> Result<Self, Failure> {
        let mut parts = found.split('|');
        if parts.next() != Some("1") {
            return Err(Failure::malformed("accountCountry"));
        }
        if parts.next() != Some("1") {
            return Err(Failure::malformed("accountCurrency"));
        }
        let bank_code = parts.next().filter(|code| !code.is_empty());
        Ok(Found { bank_code, details_hash: parts.next().and_then(|digits| hex::decode(digits).ok()) })
    }
}

/// What tells an account from another one with its tag.
fn details_hash(call: &Call<'_>, kind: Kind, details: &Details<'_>) -> Blind {
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

async fn create(call: &Call<'_>, kind: Kind, details: &Details<'_>, hash: &Blind) -> Result<String, Failure> {
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
        ];
        let (statement, values) = insert("payee_account", account, REPLY);
        return match call.platform.command(&statement, values.as_slice()).await {
            Ok(rows) => match rows.into_iter().next() {
                Some(mut row) => Ok(row.take(0)?),
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
async fn existing(call: &Call<'_>, details_hash: &Blind) -> Result<Option<String>, Failure> {
    let values = [
        call.merchant_no.into(),
        call.value("customerNo"),
        call.value("accountTag"),
        call.now_ms.into(),
        call.sign.as_str().into(),
        call.key.as_deref().into(),
        details_hash.main.to_vec().into(),
        details_hash.other.map(Vec::from).into(),
    ];
    let rows = call.platform.command(EXISTING, &values).await?;
    Ok(rows.into_iter().next().map(|mut row| row.take::<Option<String>>(0)).transpose()?.flatten())
}
