//! API tokens of a merchant of the payee API: sealed, shown once, two at the most, each with its time.

use crate::call::{Known, Reply};
use crate::command::{Change, apply};
use crate::issue::{fault, random_text};
use crate::key_rotation::asked;
use crate::payee_merchants::PAYEE_MERCHANTS;
use crate::problem::Problem;
use crate::provision::{self, item, read};
use crate::resource::{Issue, Resource};
use crate::role::Scope;
use crate::settings::keyring;
use feiqian_operator::at;
use feiqian_platform::Platform;
use feiqian_vault::Place;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT CAST(token_id AS TEXT) AS key, merchant_no AS parent, token_id AS id,
     json_object('token_id', token_id, 'merchant_no', merchant_no,
     'status', CASE active WHEN 1 THEN 'active' ELSE 'retired' END,
     'not_before', ",
    at!("not_before"),
    ", 'not_after', ",
    at!("not_after"),
    ") AS body,
     json_object('created_at', ",
    at!("created_at"),
    ", 'retired_at', ",
    at!("retired_at"),
    ") AS info, NULL AS secret
     FROM payee_token",
);

/// For reads alone; a token is made and retired by its own routes.
pub static PAYEE_TOKENS: Resource = Resource {
    name: "payee_token",
    section: "",
    view: VIEW,
    fields: &[],
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::ProvisioningWrite,
};

/// How often a number is looked for that others have taken.
const TRIES: usize = 3;

/// `POST`: a new token beside the one that counts, as `…/key-rotation` does it.
pub async fn create(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let (rotation, _) = asked(&known.call.members()?, false)?;
    let merchant = known.call.path.first().map(|(_, number)| number.as_str()).unwrap_or_default();
    read(platform, &PAYEE_MERCHANTS, merchant).await?.ok_or(Problem::NotFound)?;
    let (keyring, token) = (keyring(platform).await?, random_text(platform));
    for _ in 0..TRIES {
        let id = next_id(platform).await?;
        let sealed = keyring.seal(Place::token(merchant, &id), platform.random(), &token).map_err(fault)?;
        let not_before = platform.now_ms() + rotation.begins_in_ms;
        let body = format!(r#"{{"token_id":{id},"merchant_no":"{merchant}"}}"#);
        let mut change = Change::of("create", &PAYEE_TOKENS, &id, None, Some(&body));
        change.tell(&["token"]);
        change.cells = vec![
            id.parse::<i64>().unwrap_or_default().into(),
            merchant.into(),
            hex::encode(sealed).into(),
            keyring.key_id().into(),
            not_before.into(),
            (not_before + rotation.overlap_ms).into(),
            i64::from(rotation.replace).into(),
        ];
        match apply(platform, &known.caller, &[change]).await {
            Err(Problem::Conflict("changed_meanwhile", _)) => continue,
            outcome => outcome?,
        }
        let stored = read(platform, &PAYEE_TOKENS, &id).await?.ok_or(Problem::NotFound)?;
        return Ok(item(&stored, 201, &[("token", &token)]));
    }
    Err(Problem::Busy)
}

async fn next_id(platform: &Platform) -> Result<String, Problem> {
    let next = "SELECT CAST(1 + coalesce(max(token_id), 0) AS TEXT) FROM payee_token";
    Ok(platform.query_row(next, &[]).await?.take()?)
}

/// `GET` of the list.
pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    provision::list(known, &PAYEE_TOKENS).await
}

/// `DELETE`: the token counts no more; its row stays.
pub async fn retire(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let mut path = known.call.path.iter().map(|(_, part)| part.as_str());
    let (merchant, id) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
    let found = read(platform, &PAYEE_TOKENS, id).await?.ok_or(Problem::NotFound)?;
    if !found.body.contains(&format!(r#""merchant_no":"{merchant}""#)) {
        return Err(Problem::NotFound);
    }
    if found.body.contains(r#""status":"active""#) {
        let retired = found.body.replace(r#""status":"active""#, r#""status":"retired""#);
        let change = Change::of("retire", &PAYEE_TOKENS, id, Some(&found.body), Some(&retired));
        apply(platform, &known.caller, &[change]).await?;
    }
    Ok(Reply { status: 204, ..Reply::default() })
}
