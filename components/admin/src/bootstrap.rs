//! The first owner, where nobody can run `cargo xtask admin create-owner`: `POST /bootstrap` with the token of the variable
//! `admin_bootstrap_token`, while there is no operator. Afterwards the route does not exist.

use crate::body::cells;
use crate::call::{Reply, Routed};
use crate::caller::Caller;
use crate::command::{Change, apply};
use crate::issue::issue;
use crate::operators::OPERATORS;
use crate::problem::{Flaw, Problem};
use crate::provision::{item, members_of, read};
use crate::role::Role;
use crate::session::{REALM, admit, logins_per_minute};
use feiqian_login::Attempt;
use feiqian_operator::{is_name, is_password};
use feiqian_platform::variables;
use feiqian_signing::digest;
use serde_json::json;

/// The shortest token that lets anybody in.
const TOKEN_CHARS: usize = 32;

/// `POST /bootstrap`
pub async fn bootstrap(call: &Routed<'_>) -> Result<Reply, Problem> {
    let platform = call.platform;
    let token = variables::text(platform, "admin_bootstrap_token").await.map_err(Problem::Fault)?;
    let any = "SELECT EXISTS (SELECT 1 FROM admin_operators)";
    let is_over: bool = platform.query_row(any, &[]).await?.take()?;
    if is_over || token.is_empty() {
        return Err(Problem::NotFound);
    }
    if token.len() < TOKEN_CHARS {
        return Err(Problem::Fault("variable admin_bootstrap_token: fewer than 32 characters".into()));
    }
    let [given, name, password] = call.texts(["token", "name", "password"])?;
    let address = call.client_ip();
    let attempts = logins_per_minute(call.platform).await?;
    let attempt = Attempt::new(REALM, "@bootstrap", &address, platform.now_ms(), attempts);
    admit(call, &attempt).await?;
    if !digest::equal(&digest::sha256(given.as_bytes()), &digest::sha256(token.as_bytes())) {
        return Err(Problem::SignInRefused);
    }
    let mut flaws = Vec::new();
    if !is_name(&name) {
        flaws.push(Flaw::new("/name", "string", "1 to 64 of a-z, 0-9, dot, underscore and hyphen."));
    }
    if !is_password(&password) {
        flaws.push(Flaw::new("/password", "string", "12 to 128 characters."));
    }
    if !flaws.is_empty() {
        return Err(Problem::Invalid(flaws));
    }
    let body = json!({ "name": name, "role": "owner", "status": "active" }).to_string();
    let issued = issue(platform, &OPERATORS, &name, None, Some(&password), None).await?;
    let mut change = Change::of("bootstrap", &OPERATORS, &name, None, Some(&body));
    change.tell(&issued.names());
    change.cells = cells(&OPERATORS, &members_of(&body)?);
    change.secrets = issued.secrets();
    let caller = Caller::arriving(&name, Role::Owner.name(), call.request, call.settings);
    apply(platform, &caller, &[change]).await?;
    let stored = read(platform, &OPERATORS, &name).await?.ok_or(Problem::NotFound)?;
    Ok(item(&stored, 201, &issued.shown()))
}
