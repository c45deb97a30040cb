//! The whole configuration as one JSON document: `GET` writes it without secrets, `PUT` makes the database say what the
//! document says. All of an import is one statement: everything or nothing. Nothing is deleted by it.

use crate::call::{Known, Members, Reply, escaped};
use crate::command::{Change, apply};
use crate::etag::etag;
use crate::problem::{Flaw, Problem};
use crate::provision::{Stored, key_of, plan};
use crate::resource::Resource;
use crate::{
    banks, deposit_channels, hubs, merchant_users, merchants, payee_fees, payee_merchants, payee_stores,
    products, reasons, receiving_accounts, wallet_settings, withdraw_channels,
};
use feiqian_platform::Platform;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The version of the document's form.
const VERSION: i64 = 1;

/// How often an import is planned anew that others have overtaken.
const TRIES: usize = 3;

/// What is in the document, in an order in which it can be made.
pub static SECTIONS: [&Resource; 13] = [
    &products::PRODUCTS,
    &merchants::MERCHANTS,
    &hubs::HUBS,
    &merchant_users::MERCHANT_USERS,
    &banks::BANKS,
    &deposit_channels::DEPOSIT_CHANNELS,
    &withdraw_channels::WITHDRAW_CHANNELS,
    &receiving_accounts::RECEIVING_ACCOUNTS,
    &payee_merchants::PAYEE_MERCHANTS,
    &payee_stores::PAYEE_STORES,
    &payee_fees::PAYEE_FEES,
    &reasons::REASONS,
    &wallet_settings::WALLET_SETTINGS,
];

/// `GET /configuration`
pub async fn export(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut document = format!("{{\"version\":{VERSION}");
    for section in SECTIONS {
        let select = format!(
            "SELECT coalesce('[' || group_concat(body, ',') || ']', '[]')
               FROM (SELECT body FROM ({}) ORDER BY key)",
            section.view
        );
        let items: String = known.call.platform.query_row(&select, &[]).await?.take()?;
        document.extend([",\"", section.section, "\":", &items]);
    }
    document.push('}');
    let etag = Some(etag(&document));
    Ok(Reply { etag, ..Reply::ok(document) })
}

/// What an import does.
#[derive(Debug, Default)]
struct Import {
    changes: Vec<Change>,
    created: Vec<Value>,
    changed: Vec<Value>,
    issued: Vec<Value>,
    unchanged: usize,
    flaws: Vec<Flaw>,
}

/// `PUT /configuration`: sections that are left out stay as they are.
pub async fn import(known: &Known<'_>) -> Result<Reply, Problem> {
    let document = known.call.members()?;
    let sections = sections(&document)?;
    for _ in 0..TRIES {
        let import = planned(known, &sections).await?;
        if !import.flaws.is_empty() {
            return Err(Problem::Invalid(import.flaws));
        }
        if !import.changes.is_empty() {
            match apply(known.call.platform, &known.caller, &import.changes).await {
                Err(Problem::Conflict("changed_meanwhile", _)) => continue,
                outcome => outcome?,
            }
        }
        let report = json!({
            "created": import.created,
            "changed": import.changed,
            "unchanged": import.unchanged,
            "issued": import.issued,
        });
        return Ok(Reply::ok(report.to_string()));
    }
    Err(Problem::Busy)
}

/// The items of every section that the document has.
type Sections<'d> = Vec<(&'static Resource, Vec<&'d Members>)>;

fn sections(document: &Members) -> Result<Sections<'_>, Problem> {
    let mut flaws = Vec::new();
    if document.get("version").and_then(Value::as_i64) != Some(VERSION) {
        flaws.push(Flaw::new("/version", "in", format!("{VERSION}.")));
    }
    let is_known = |name: &str| name == "version" || SECTIONS.iter().any(|section| section.section == name);
    for name in document.keys().filter(|name| !is_known(name)) {
        flaws.push(crate::call::unknown(name));
    }
    let mut sections = Vec::new();
    for section in SECTIONS {
        let Some(items) = document.get(section.section) else { continue };
        let objects: Option<Vec<_>> =
            items.as_array().and_then(|items| items.iter().map(Value::as_object).collect());
        match objects {
            Some(objects) => sections.push((section, objects)),
            None => {
                flaws.push(Flaw::new(format!("/{}", section.section), "array", "An array of objects."));
            }
        }
    }
    if flaws.is_empty() { Ok(sections) } else { Err(Problem::Invalid(flaws)) }
}

/// Compares the document with the database.
async fn planned(known: &Known<'_>, sections: &Sections<'_>) -> Result<Import, Problem> {
    let call = &known.call;
    let mut import = Import::default();
    // Hubs of merchants that the import makes itself.
    let (mut new_hubs, mut new) = (BTreeMap::new(), Vec::new());
    for (section, items) in sections {
        let mut stored = all(call.platform, section).await?;
        let mut first_new = 0;
        if section.name == "hub" {
            stored.append(&mut new_hubs);
            first_new = next_merchant(call.platform).await?;
        }
        let mut seen = Vec::new();
        for (at, members) in items.iter().enumerate() {
            let pointer = format!("/{}/{at}", section.section);
            let key = key_of(section, members);
            if seen.contains(&key) {
                import.flaws.push(Flaw::new(pointer, "unique", "It is named twice."));
                continue;
            }
            let found = stored.get(&key);
            let unborn = match (0..).zip(&new).find(|(_, merchant)| **merchant == key) {
                Some((at, _)) if section.name == "hub" => Some(first_new + at),
                _ => None,
            };
            match plan(call.platform, call.settings, section, &key, found, members, unborn).await {
                _ if found.is_none() && !section.is_made => {
                    import.flaws.push(Flaw::new(pointer, "exists", "There is no such merchant."));
                }
                Ok(None) => import.unchanged += 1,
                Ok(Some(_)) if !known.caller.may(section.write) => return Err(Problem::Forbidden),
                Ok(Some((mut changes, issued))) => {
                    let name = json!({ "section": section.section, "key": key });
                    if let Some(issued) = shown(&name, &issued.shown()) {
                        import.issued.push(issued);
                    }
                    if found.is_none() {
                        import.created.push(name);
                    } else {
                        import.changed.push(name);
                    }
                    // It comes with its merchant, earlier in the same statement.
                    changes.iter_mut().for_each(|change| change.is_unseen |= unborn.is_some());
                    if section.name == "merchant" && found.is_none() {
                        new.push(key.clone());
                        new_hubs.insert(key.clone(), new_hub(&key));
                    }
                    import.changes.append(&mut changes);
                }
                Err(Problem::Invalid(flaws)) => {
                    let flaws = flaws.into_iter();
                    import.flaws.extend(
                        flaws
                            .map(|flaw| Flaw { pointer: [&pointer, flaw.pointer.as_str()].concat(), ..flaw }),
                    );
                }
                Err(problem) => return Err(problem),
            }
            seen.push(key);
        }
    }
    let referred = references(call.platform, sections).await?;
    import.flaws.extend(referred);
    Ok(import)
}

/// The id that the next merchant gets: a sealed key is bound to it. The trigger refuses the key if it is another by then.
async fn next_merchant(platform: &Platform) -> Result<i64, Problem> {
    Ok(platform.query_row("SELECT 1 + coalesce(max(id), 0) FROM merchants", &[]).await?.take()?)
}

fn new_hub(merchant: &str) -> Stored {
    Stored { key: merchant.to_owned(), body: hubs::first_body(merchant), info: "{}".to_owned(), secret: None }
}

/// A name with the secrets that come with it.
fn shown(name: &Value, secrets: &[(&str, &str)]) -> Option<Value> {
    let mut members: Map<String, Value> = name.as_object()?.clone();
    members.extend(secrets.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    (!secrets.is_empty()).then_some(Value::Object(members))
}

/// Everything that a resource has.
async fn all(platform: &Platform, resource: &Resource) -> Result<BTreeMap<String, Stored>, Problem> {
    let select = format!("SELECT CAST(key AS TEXT), body, info, secret FROM ({})", resource.view);
    let mut found = BTreeMap::new();
    for row in &mut platform.query(&select, &[]).await? {
        let stored = crate::provision::stored(row)?;
        found.insert(stored.key.clone(), stored);
    }
    Ok(found)
}

/// References of items to products, merchants and banks that are neither in the document nor in the database. The triggers
/// decide; this tells where in the document the fault is.
async fn references(platform: &Platform, sections: &Sections<'_>) -> Result<Vec<Flaw>, Problem> {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in
        [&products::PRODUCTS, &merchants::MERCHANTS, &banks::BANKS, &payee_merchants::PAYEE_MERCHANTS]
    {
        let of_database = all(platform, target).await?.into_keys();
        let of_document = sections.iter().filter(|(section, _)| section.name == target.name);
        let of_document =
            of_document.flat_map(|(_, items)| items.iter().map(|members| key_of(target, members)));
        known.insert(target.name, of_database.chain(of_document).collect());
    }
    let mut flaws = Vec::new();
    for (section, items) in sections {
        for field in section.fields {
            // What names the item itself refers to nothing.
            let (target, prefix) = match (field.name, section.name) {
                ("product_id", _) => ("product", ""),
                ("merchant", name) if name != "hub" => ("merchant", ""),
                ("merchant_no", name) if name != "payee_merchant" => ("payee_merchant", ""),
                ("bank_code", _) => ("bank", "deposit/"),
                _ => continue,
            };
            for (at, members) in items.iter().enumerate() {
                let key = match members.get(field.name) {
                    Some(Value::String(text)) => [prefix, text].concat(),
                    Some(value) => [prefix, &value.to_string()].concat(),
                    None => continue,
                };
                let is_known = known.get(target).is_some_and(|known| known.contains(&key));
                if !is_known {
                    let pointer = format!("/{}/{at}/{}", section.section, escaped(field.name));
                    flaws.push(Flaw::new(pointer, "exists", format!("There is no such {target}.")));
                }
            }
        }
    }
    Ok(flaws)
}
