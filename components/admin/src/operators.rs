//! Operators: who may use the desk.

use crate::body::cells;
use crate::call::{Known, Reply};
use crate::command::{Change, apply};
use crate::problem::Problem;
use crate::provision::{item, members_of, read};
use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use crate::settings::keyring;
use feiqian_operator::CodeSecret;
use feiqian_operator::at;
use serde_json::Value;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT name AS key, NULL AS parent, NULL AS id,
     json_object('name', name, 'role', role,
     'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
     json_object('created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ") AS info, password_hash AS secret
     FROM admin_operators",
);

pub static OPERATORS: Resource = Resource {
    name: "operator",
    section: "",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Operator,
    is_made: true,
    range: None,
    write: Scope::OperatorsWrite,
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
    change.cells = cells(&OPERATORS, &members_of(&found.body)?);
    change.secrets = vec![Value::Null, sealed.into()];
    apply(platform, &known.caller, &[change]).await?;
    let found = read(platform, &OPERATORS, name).await?.ok_or(Problem::NotFound)?;
    Ok(item(&found, 200, &[("totp_uri", &secret.uri(name))]))
}
