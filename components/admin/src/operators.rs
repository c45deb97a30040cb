//! Operators: who may use the desk.

use crate::call::{Known, Reply};
use crate::command::{Change, apply};
use crate::problem::Problem;
use crate::provision::{item, read};
use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::settings::keyring;
use feiqian_operator::CodeSecret;
use serde_json::json;

pub static OPERATORS: Resource = Resource {
    name: "operator",
    section: "",
    view: "admin_view_operators",
    fields: &FIELDS,
    issue: Issue::Operator,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 3] = [
    field("name", Kind::Operator, Need::Key),
    field("role", Kind::OneOf(&["owner", "operations", "finance", "auditor"]), Need::Required),
    STATUS,
];

/// `POST /operators/{name}/code-secret`: a new secret of one-time codes; the old one and the sessions end.
pub async fn reset_code(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let name = known.call.path.first().map(|(_, name)| name.as_str()).unwrap_or_default();
    let found = read(platform, &OPERATORS, name).await?.ok_or(Problem::NotFound)?;
    let secret = CodeSecret::new(platform.random());
    let sealed = secret.seal(&keyring(platform).await?, name, platform.random());
    let sealed = sealed.map_err(|error| Problem::Fault(error.to_string()))?;
    let mut change = Change::of("change", &OPERATORS, name, Some(&found.body), Some(&found.body));
    change.tell(&["totp_secret"]);
    change.secrets = json!({ "totp_secret": sealed });
    apply(platform, &known.caller, &[change]).await?;
    let found = read(platform, &OPERATORS, name).await?.ok_or(Problem::NotFound)?;
    Ok(item(&found, 200, &[("totp_uri", &secret.uri(name))]))
}
