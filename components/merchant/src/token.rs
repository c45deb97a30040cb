//! `POST /token` (cashier.md §9.1): a password becomes a token. Order: validation, rate limits, credentials.

use crate::account::{Account, admit};
use crate::settings::Settings;
use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Role, Rule, Session, codes, must};
use feiqian_login::Attempt;
use feiqian_platform::DatabaseError;
use feiqian_signing::Rules;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /token",
    aliases: &[],
    access: Access::Anyone,
    fields: &[
        must("pid", &[Rule::JsonString, Rule::MaxChars(20)]),
        must("account", &[Rule::JsonString, Rule::MaxChars(64)]),
        must("pwd", &[Rule::JsonString, Rule::MaxChars(128)]),
    ],
    errors: &[codes::FORBIDDEN],
};

/// Puts a password under today's parameters unless it has been changed meanwhile. `?1` merchant, `?2` account, `?3` the hash
/// that the password has just fitted, `?4` the new one.
const REHASH_MERCHANT: &str = "UPDATE merchants
       SET password_hash = ?4, password_rehashes = password_rehashes + 1
     WHERE id = ?1 AND account = ?2 AND password_hash = ?3 RETURNING 1";
const REHASH_USER: &str = "UPDATE merchant_users
       SET password_hash = ?4, password_rehashes = password_rehashes + 1
     WHERE merchant_id = ?1 AND account = ?2 AND password_hash = ?3 RETURNING 1";

pub async fn token(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.body_params()?;
    let rules = Rules::of(&params, ENDPOINT.fields);
    let (pid, account, password) = (rules.text("pid"), rules.text("account"), rules.text("pwd"));
    rules.finish()?;

    let now_ms = call.platform.now_ms();
    let ip = settings.client_address.of(call.request);
    let attempt = Attempt::new(pid, account, &ip, now_ms, settings.logins_per_minute);
    let (admitted, found) = admit(call.platform, &attempt).await?;
    let stored = found.as_ref().filter(|stored| fits(call, password, stored));
    if found.is_none() {
        let _ = feiqian_password::verify(password, feiqian_password::DUMMY);
    }
    let stored = stored.ok_or(Failure::Forbidden)?;
    attempt.succeeded(call.platform, &admitted).await?;
    strengthen(call, account, password, stored).await?;

    let role =
        Role::parse(&stored.role).ok_or_else(|| Failure::Fault("an account has no such role".into()))?;
    let iat = now_ms.div_euclid(1_000);
    let (merchant_id, epoch, exp) = (stored.merchant_id, stored.epoch, iat + settings.token_ttl_s);
    let session = Session { merchant_id, account: account.into(), role, epoch, ip, iat, exp };
    let token = session.open(call.platform).await?;
    // Neither an address nor a token has a character that JSON would escape.
    let Session { ip, .. } = session;
    Ok(Reply::Data(format!(r#"{{"ip":"{ip}","iat":{iat},"exp":{exp},"token":"{token}"}}"#)))
}

/// Whether the password is the account's. A hash that cannot be computed is logged and takes as long as any other.
fn fits(call: &Call<'_>, password: &str, stored: &Account) -> bool {
    match feiqian_password::verify(password, &stored.password_hash) {
        Ok(fits) => fits,
        Err(_) => {
            call.platform.log_fault(&call.request.id, "a merchant's password_hash is unusable");
            let _ = feiqian_password::verify(password, feiqian_password::DUMMY);
            false
        }
    }
}

async fn strengthen(
    call: &Call<'_>,
    account: &str,
    password: &str,
    stored: &Account,
) -> Result<(), DatabaseError> {
    if !feiqian_password::is_weak(&stored.password_hash) {
        return Ok(());
    }
    let Ok(hash) = feiqian_password::hash(password, &call.platform.random()) else {
        return Ok(());
    };
    let statement = if stored.role == Role::All.name() { REHASH_MERCHANT } else { REHASH_USER };
    let named =
        [stored.merchant_id.into(), account.into(), stored.password_hash.as_str().into(), hash.into()];
    call.platform.command(statement, &named).await.map(|_| ())
}
