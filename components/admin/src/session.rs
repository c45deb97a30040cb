//! Signing in with name, password and one-time code; who is signed in; signing out.

use crate::body::cells;
use crate::call::{Known, Reply, Routed};
use crate::caller::{Caller, csrf_token, session_cookie, set_cookie};
use crate::command::{Change, apply};
use crate::issue::{fault, hash, random_text};
use crate::operators::OPERATORS;
use crate::problem::{Flaw, Problem};
use crate::provision::{members_of, read};
use crate::role::Role;
use crate::settings::keyring;
use feiqian_cashier::LOGIN_RATE_PER_MINUTE;
use feiqian_login::{Admitted, Attempt, Refused, login_look};
use feiqian_operator::{CodeSecret, is_password};
use feiqian_platform::{Platform, row};
use feiqian_signing::digest;
use serde_json::json;

/// The realm of `login_windows`: no merchant has such a code.
pub const REALM: &str = "@desk";

row! {
    /// An operator who may sign in.
    pub struct Found by found_columns {
        password_hash: String = "o.password_hash",
        totp_secret: String = "o.totp_secret",
        totp_step: i64 = "o.totp_step",
        epoch: i64 = "o.session_epoch",
        role: Role = "o.role",
    }
}

const LOOK: &str =
    login_look!(found_columns!(), "LEFT JOIN admin_operators o ON o.name = ?4 AND o.status = 1");

/// `login_rate_per_minute`.
///
/// # Errors
/// A fault if it is no number.
pub async fn logins_per_minute(platform: &Platform) -> Result<i64, Problem> {
    LOGIN_RATE_PER_MINUTE.read(platform).await.map_err(Problem::Fault)
}

/// `POST /session`
pub async fn sign_in(call: &Routed<'_>) -> Result<Reply, Problem> {
    let [name, password, code] = call.texts(["name", "password", "code"])?;
    let (platform, now_ms) = (call.platform, call.platform.now_ms());
    let address = call.client_ip();
    let attempt = Attempt::new(REALM, &name, &address, now_ms, logins_per_minute(call.platform).await?);
    let (admitted, found) = admit(call, &attempt).await?;
    let fits = fits(call, &password, found.as_ref());
    let now_s = u64::try_from(platform.now_ms().div_euclid(1_000)).unwrap_or(0);
    let step = match &found {
        None => None,
        Some(found) => {
            let secret = CodeSecret::open(&keyring(platform).await?, &name, &found.totp_secret);
            secret.map_err(fault)?.accept(&code, now_s, found.totp_step)
        }
    };
    let (Some(found), true, Some(step)) = (found, fits, step) else { return Err(Problem::SignInRefused) };

    // A new id at every sign-in: what a browser brought along is worth nothing afterwards.
    let cookie = random_text(platform);
    let expires_at = platform.now_ms() + call.settings.session_ms;
    let old = session_cookie(call.request, call.settings).map(|old| digest::sha256_hex(old.as_bytes()));
    let cells = vec![
        step.into(),
        found.epoch.into(),
        digest::sha256_hex(cookie.as_bytes()).into(),
        expires_at.into(),
        old.into(),
    ];
    let change = Change::of_session("sign_in", &name, cells);
    let caller = Caller::arriving(&name, found.role.name(), call.request, call.settings);
    apply(platform, &caller, &[change]).await?;
    attempt.succeeded(platform, &admitted).await?;
    let mut reply = Reply::ok(answer(&name, found.role, &cookie, expires_at));
    reply.cookie = Some(set_cookie(call.request, call.settings, Some(&cookie)));
    Ok(reply)
}

/// `GET /session`: also how a page that was loaded anew gets the CSRF token.
pub fn who_am_i(known: &Known<'_>) -> Result<Reply, Problem> {
    let (cookie, expires_at) = known.caller.session.as_ref().ok_or(Problem::Forbidden)?;
    let role = Role::parse(known.caller.role).ok_or(Problem::Forbidden)?;
    Ok(Reply::ok(answer(&known.caller.operator, role, cookie, *expires_at)))
}

/// `DELETE /session`
pub async fn sign_out(known: &Known<'_>) -> Result<Reply, Problem> {
    let (cookie, _) = known.caller.session.as_ref().ok_or(Problem::Forbidden)?;
    let cells = vec![digest::sha256_hex(cookie.as_bytes()).into()];
    let change = Change::of_session("sign_out", &known.caller.operator, cells);
    apply(known.call.platform, &known.caller, &[change]).await?;
    let cookie = Some(set_cookie(known.call.request, known.call.settings, None));
    Ok(Reply { status: 204, cookie, ..Reply::default() })
}

/// `PUT /session/password`: an operator's own new password, which ends all sessions.
pub async fn change_password(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let [password, new_password] = call.texts(["password", "new_password"])?;
    if !is_password(&new_password) {
        return Err(Problem::Invalid(vec![Flaw::new("/new_password", "string", "12 to 128 characters.")]));
    }
    let name = known.caller.operator.as_str();
    let address = call.client_ip();
    let now_ms = call.platform.now_ms();
    let attempt = Attempt::new(REALM, name, &address, now_ms, logins_per_minute(call.platform).await?);
    let (admitted, found) = admit(call, &attempt).await?;
    if !fits(call, &password, found.as_ref()) {
        return Err(Problem::SignInRefused);
    }
    attempt.succeeded(call.platform, &admitted).await?;
    let stored = read(call.platform, &OPERATORS, name).await?.ok_or(Problem::NotFound)?;
    let mut change = Change::of("change", &OPERATORS, name, Some(&stored.body), Some(&stored.body));
    change.tell(&["password"]);
    change.cells = cells(&OPERATORS, &members_of(&stored.body)?);
    change.secrets = vec![hash(call.platform, &new_password)?.into()];
    apply(call.platform, &known.caller, &[change]).await?;
    let cookie = Some(set_cookie(call.request, call.settings, None));
    Ok(Reply { status: 204, cookie, ..Reply::default() })
}

fn answer(operator: &str, role: Role, cookie: &str, expires_at: i64) -> String {
    let scopes: Vec<_> = role.scopes().iter().map(|scope| scope.name()).collect();
    json!({
        "operator": operator,
        "role": role.name(),
        "scopes": scopes,
        "csrf_token": csrf_token(cookie),
        "expires_at": crate::time::text(expires_at),
    })
    .to_string()
}

/// Counts an attempt and finds the operator.
pub async fn admit(call: &Routed<'_>, attempt: &Attempt<'_>) -> Result<(Admitted, Option<Found>), Problem> {
    let mut admitted = attempt.admit(call.platform, LOOK).await.map_err(|refused| match refused {
        Refused::TooMany { retry_after_s } => Problem::TooManyRequests { retry_after_s },
        Refused::Database(error) => error.into(),
    })?;
    let found = Found::read_if_any(&mut admitted.found)?;
    Ok((admitted, found))
}

/// Whether the password is the operator's; as long for one who does not exist.
fn fits(call: &Routed<'_>, password: &str, found: Option<&Found>) -> bool {
    let hash = found.map_or(feiqian_password::DUMMY, |found| found.password_hash.as_str());
    match feiqian_password::verify(password, hash) {
        Ok(fits) => fits && found.is_some(),
        Err(_) => {
            call.platform.log_fault(&call.request.id, "an operator's password_hash is unusable");
            false
        }
    }
}
