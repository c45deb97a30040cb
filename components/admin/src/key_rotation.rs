//! `POST …/key-rotation`: a new key of a product, or of a merchant at its hub, beside the one that counts
//! (docs/keys.md). Both count for a while; the new one is shown once.

use crate::call::{Known, Members, Reply, unknown};
use crate::command::{Change, apply};
use crate::hubs::HUBS;
use crate::issue::{fault, random_text};
use crate::problem::{Flaw, Problem};
use crate::products::PRODUCTS;
use crate::provision::{item, members_of, read};
use crate::referenced_keys;
use crate::resource::Resource;
use crate::settings::keyring;
use feiqian_keys::rotation::{Moved, Refused, Rotation, Row};
use feiqian_platform::Platform;
use feiqian_vault::{Keyring, Place, is_sealed};
use serde_json::Value;

/// Whose key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Product,
    Hub,
}

/// How long both keys count unless the body says otherwise, and at the most: a day, 30 days.
const OVERLAP_S: i64 = 86_400;
const LONGEST_S: i64 = 2_592_000;

impl Owner {
    /// Of which resource a configuration names the key.
    pub fn of(resource: &Resource) -> Option<Self> {
        [Owner::Product, Owner::Hub].into_iter().find(|owner| owner.resource().name == resource.name)
    }

    fn resource(self) -> &'static Resource {
        match self {
            Owner::Product => &PRODUCTS,
            Owner::Hub => &HUBS,
        }
    }

    /// The columns that a sealed key is bound to.
    fn columns(self) -> [&'static str; 2] {
        match self {
            Owner::Product => ["products.key", "products.next_key"],
            Owner::Hub => ["merchants.key", "merchants.next_key"],
        }
    }

    fn select(self) -> &'static str {
        match self {
            Owner::Product => {
                "SELECT CAST(id AS TEXT), key, key_not_before, key_not_after, next_key, next_key_not_before,
                        next_key_not_after FROM products WHERE CAST(id AS TEXT) = ?1"
            }
            Owner::Hub => {
                "SELECT CAST(id AS TEXT), key, key_not_before, key_not_after, next_key, next_key_not_before,
                        next_key_not_after FROM merchants WHERE code = ?1"
            }
        }
    }
}

pub async fn rotate(known: &Known<'_>, owner: Owner) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let (rotation, given) = asked(&known.call.members()?, owner == Owner::Hub)?;
    let name = known.call.path.first().map(|(_, name)| name.as_str()).unwrap_or_default();
    let (id, old) = find(platform, owner, name).await?;
    let before = read(platform, owner.resource(), name).await?.ok_or(Problem::NotFound)?;
    if referenced_keys::name(&members_of(&before.body)?).is_some() {
        return Err(Problem::Conflict(
            "key_is_referenced",
            "The key is that of key_ref: change the variable referenced_keys, then write the resource or import.",
        ));
    }
    let key = given.clone().unwrap_or_else(|| random_text(platform));
    let sealing = Sealing { platform, keyring: keyring(platform).await?, owner, id: &id };
    let change = sealing.exchange(rotation, old, &key, name, Some(&before.body))?;
    apply(platform, &known.caller, &[change]).await?;
    let stored = read(platform, owner.resource(), name).await?.ok_or(Problem::NotFound)?;
    // Who gives a key knows it.
    let issued = [("key", key.as_str())];
    Ok(item(&stored, 200, if given.is_some() { &[] } else { &issued }))
}

/// The change after which the key of a product or hub that is there is the one that `key_ref` names; `None` if it is that
/// already. The one before goes on counting for a day. `unborn` is the id of a merchant that comes with the same command.
pub async fn referenced(
    platform: &Platform,
    owner: Owner,
    name: &str,
    key: &str,
    body: Option<&str>,
    unborn: Option<i64>,
) -> Result<Option<Change>, Problem> {
    let (id, old) = match (find(platform, owner, name).await, unborn) {
        (Err(Problem::NotFound), Some(id)) => (id.to_string(), Row::default()),
        (found, _) => found?,
    };
    let sealing = Sealing { platform, keyring: keyring(platform).await?, owner, id: &id };
    let present = if old.next_key.is_empty() { (0, &old.key) } else { (1, &old.next_key) };
    if sealing.open(present.0, present.1)? == key {
        return Ok(None);
    }
    let rotation = Rotation { begins_in_ms: 0, overlap_ms: OVERLAP_S * 1_000, replace: true };
    sealing.exchange(rotation, old, key, name, body).map(Some)
}

async fn find(platform: &Platform, owner: Owner, name: &str) -> Result<(String, Row), Problem> {
    let mut rows = platform.query(owner.select(), &[name.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let id = row.take()?;
    let old = Row {
        key: row.take()?,
        key_not_before: row.take()?,
        key_not_after: row.take()?,
        next_key: row.take()?,
        next_key_not_before: row.take()?,
        next_key_not_after: row.take()?,
    };
    Ok((id, old))
}

/// How keys of a row are stored.
struct Sealing<'s> {
    platform: &'s Platform,
    keyring: Keyring,
    owner: Owner,
    id: &'s str,
}

impl Sealing<'_> {
    fn seal(&self, column: usize, key: &str) -> Result<String, Problem> {
        let [first, next] = self.owner.columns();
        let place = Place::signing_key(if column == 0 { first } else { next }, self.id);
        self.keyring.seal_text(place, self.platform.random(), key).map_err(fault)
    }

    /// A stored key in clear text; sealed it is bound to its column.
    fn open(&self, column: usize, stored: &str) -> Result<String, Problem> {
        if !is_sealed(stored) {
            return Ok(stored.to_owned());
        }
        let place = Place::signing_key(self.owner.columns()[column], self.id);
        self.keyring.open_text(place, stored).map_err(fault)
    }

    /// A key of the second column as the first one has to hold it.
    fn promoted(&self, stored: &str) -> Result<String, Problem> {
        if !is_sealed(stored) {
            return Ok(stored.to_owned());
        }
        self.seal(0, &self.open(1, stored)?)
    }

    /// The change that puts a key beside the one that counts. `body` is that of the thing as it is.
    fn exchange(
        &self,
        rotation: Rotation,
        old: Row,
        key: &str,
        name: &str,
        body: Option<&str>,
    ) -> Result<Change, Problem> {
        let moved = rotation.of(&old, self.platform.now_ms()).map_err(|refused| match refused {
            Refused::Waiting => {
                Problem::Conflict("key_waits", "A next key has not begun yet; replace lets it go.")
            }
            Refused::BothCount => Problem::Conflict(
                "both_keys_count",
                "Two keys count; replace lets go of the older one at once.",
            ),
        })?;
        let (first, next) = match moved.keys {
            Moved::Only => (self.seal(0, key)?, String::new()),
            Moved::Beside => (old.key.clone(), self.seal(1, key)?),
            Moved::Promoted => (self.promoted(&old.next_key)?, self.seal(1, key)?),
        };
        let told = body.unwrap_or("{}");
        let mut change = Change::of("rotate", self.owner.resource(), name, body, Some(told));
        change.tell(&["key"]);
        change.cells = [old.key, old.next_key, first].map(Value::from).into_iter().collect();
        change.cells.extend([moved.key_not_before, moved.key_not_after].map(Value::from));
        change.cells.extend([next.into(), moved.next_key_not_before.into(), self.id.into()]);
        Ok(change)
    }
}

/// The body: `overlap_seconds`, `begins_in_seconds`, `replace`, and where it may be given the `key`.
pub fn asked(members: &Members, may_be_given: bool) -> Result<(Rotation, Option<String>), Problem> {
    let mut flaws = Vec::new();
    let mut seconds = |name: &str, default: i64| match members.get(name) {
        None => default,
        Some(value) => match value.as_i64().filter(|seconds| (0..=LONGEST_S).contains(seconds)) {
            Some(seconds) => seconds,
            None => {
                flaws.push(Flaw::new(format!("/{name}"), "integer", format!("0 to {LONGEST_S}.")));
                default
            }
        },
    };
    let overlap_ms = seconds("overlap_seconds", OVERLAP_S) * 1_000;
    let begins_in_ms = seconds("begins_in_seconds", 0) * 1_000;
    let replace = match members.get("replace") {
        None => false,
        Some(Value::Bool(replace)) => *replace,
        Some(_) => {
            flaws.push(Flaw::new("/replace", "boolean", "true or false."));
            false
        }
    };
    let mut key = None;
    for (name, value) in members {
        match name.as_str() {
            "overlap_seconds" | "begins_in_seconds" | "replace" => {}
            "key" if may_be_given => match value.as_str().filter(|key| is_key(key)) {
                Some(given) => key = Some(given.to_owned()),
                None => flaws.push(Flaw::new("/key", "string", "8 to 256 visible characters of ASCII.")),
            },
            name => flaws.push(unknown(name)),
        }
    }
    match flaws.is_empty() {
        true => Ok((Rotation { begins_in_ms, overlap_ms, replace }, key)),
        false => Err(Problem::Invalid(flaws)),
    }
}

/// Whether a text can be a key that is given.
pub fn is_key(text: &str) -> bool {
    (8..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
