//! `POST /v3/customers/account/create/{bank-account,paypal,venmo}` and their aliases (payee.md §6.4).

use crate::call::Call;
use crate::codes;
use crate::country::{Country, Details};
use crate::endpoint::{CHANGES, Endpoint, Field, Rule, may, must};
use crate::exit::Exit;
use crate::fields::check;
use crate::formats::{a2, a3, customer_no, ip};
use crate::kind::{Kind, is_kind};
use feiqian_platform::{DatabaseError, Value};
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

/// `?1` token, `?2` sealed number, `?3` payee, `?4` merchant, `?5` tag, `?6` type, `?7` country, `?8` currency, `?9` key id,
/// `?10` last 4, `?11` blind index, `?12` bank name, `?13` bank code, `?14` branch, `?15` purpose, `?16` client's address,
/// `?17` ipnUrl, `?18` details hash, `?19` verifySign, `?20` idempotency key, `?21` now, `?22` and `?23` blind index and details
/// hash under the other key.
///
/// No row: the payee has the account already.
const CREATE: &str = "INSERT INTO payee_account (account_token, number_enc, customer_no, merchant_no, account_tag, account_type,
    country, currency, number_key_id, number_last4, number_bidx, bank_name, bank_code, branch_id, purpose, client_ip,
    ipn_url, details_hash, status, request_sign, request_key, created_at, updated_at, number_bidx_other,
    details_hash_other, traceparent)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 'ACTIVATED', ?19, ?20, ?21, ?21, ?22, ?23, ?24)
  RETURNING (SELECT reply FROM payee_account_reply WHERE account_token = ?1)";

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

pub async fn create_account(call: &Call<'_>, kind: Kind) -> Result<String, Exit> {
    let checked = check(call.params, FIELDS, call.settings.allow_insecure_ipn).and_then(|()| {
        match call.params.get("accountType") == Some(kind.name()) {
            true => Ok(()),
            false => Err(Exit::mismatch("accountType")),
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
    create(call, kind, details, &hash).await
}

/// What [`LOOK`] has found.
struct Found<'f> {
    bank_code: Option<&'f str>,
    details_hash: Option<Vec<u8>>,
}

impl<'f> Found<'f> {
    /// # Errors
    /// The answer if country or currency is not enabled.
    fn read(found: &'f str) -> Result<Self, Exit> {
        let mut parts = found.split('|');
        if parts.next() != Some("1") {
            return Err(Exit::malformed("accountCountry"));
        }
        if parts.next() != Some("1") {
            return Err(Exit::malformed("accountCurrency"));
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

async fn create(call: &Call<'_>, kind: Kind, details: Details<'_>, hash: &Blind) -> Result<String, Exit> {
    let vault = &call.settings.vault;
    let number = call.params.get("bankAccountId").unwrap_or_default();
    let index = vault.account_index(call.merchant_no, number);
    let account = [
        call.value("customerNo"),
        call.merchant_no.into(),
        call.value("accountTag"),
        kind.name().into(),
        call.value("accountCountry"),
        call.value("accountCurrency"),
        vault.key_id().into(),
        last4(number).into(),
        index.main.to_vec().into(),
        call.value("bankName"),
        details.bank_code.into(),
        details.branch_id.into(),
        details.purpose.into(),
        call.value("clientIp"),
        call.value("ipnUrl"),
        hash.main.to_vec().into(),
        call.sign.as_str().into(),
        call.key.as_deref().into(),
        call.now_ms.into(),
        index.other.map(Vec::from).into(),
        hash.other.map(Vec::from).into(),
        call.traceparent.as_deref().into(),
    ];
    for _ in 0..ATTEMPTS {
        let token = format!("2010{:018}", call.digits());
        let place = Place::number(call.merchant_no, &token);
        let sealed = vault.seal(place, call.platform.random(), number);
        let sealed = sealed.map_err(|error| Exit::Fault(error.to_string()))?;
        let values: Vec<Value> = [token.into(), sealed.into()].into_iter().chain(account.clone()).collect();
        return match call.platform.command(CREATE, &values).await {
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
    Err(Exit::Fault("no account token is free".into()))
}

/// The stored reply with the account that has the tag and these details; `None` if there is none any more.
async fn existing(call: &Call<'_>, details_hash: &Blind) -> Result<Option<String>, Exit> {
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
