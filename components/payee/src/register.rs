//! `POST /v3/payee/register` (payee.md §6.1).

use crate::call::{Authentic, NOTHING};
use crate::codes;
use crate::columns::insert;
use crate::endpoint::{Access, CHANGES, Endpoint, Need, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{country_code, email, government_id, phone, zip};
use crate::time;
use feiqian_platform::DatabaseError;
use feiqian_vault::{Place, last4};

/// The least age in years.
const ADULT_YEARS: i32 = 18;
/// The first year of birth.
const FIRST_YEAR: i32 = 1900;
/// How often a number is drawn.
const ATTEMPTS: usize = 4;

pub const PROFILE: Rule = Rule::OneOf(&["INDIVIDUAL", "BUSINESS"]);
pub const ID_TYPE: Rule =
    Rule::OneOf(&["ID_CARD", "PASSPORT", "DRIVER_LICENSE", "BUSINESS_REGISTRATION_CERT", "SSN"]);

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/register",
    aliases: &[],
    access: Access { timestamp: Need::Optional, ..CHANGES },
    fields: &[
        must("profileType", &[PROFILE]),
        must("firstName", &[Rule::Text(64)]),
        must("lastName", &[Rule::Text(64)]),
        may("company", &[Rule::Text(128)]),
        must("email", &[Rule::Is(email)]),
        must("dateOfBirth", &[Rule::Is(is_birthday)]),
        must("governmentId", &[Rule::Is(government_id)]),
        must("governmentIdType", &[ID_TYPE]),
        must("countryCode", &[Rule::Is(country_code)]),
        must("state", &[Rule::Text(64)]),
        must("city", &[Rule::Text(64)]),
        must("street", &[Rule::Text(128)]),
        must("zip", &[Rule::Is(zip)]),
        may("customerCode", &[Rule::Text(64)]),
        may("lang", &[Rule::Text(32)]),
        may("phone", &[Rule::Is(phone)]),
        may("country", &[Rule::Text(64)]),
        may("street2", &[Rule::Text(128)]),
    ],
    errors: &[codes::ABSENT, codes::MISMATCH, codes::DUPLICATE],
};

/// What the answer tells.
const REPLY: &str = "(SELECT reply FROM payee_register_reply r WHERE r.customer_no = payee.customer_no)";

pub async fn register(call: &Authentic<'_>) -> Result<String, Failure> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        if params.get("profileType") == Some("BUSINESS") && params.get("company").is_none() {
            return Err(Failure::absent("company"));
        }
        cross_check(call)
    });
    call.admit(&NOTHING, checked).await?;

    let vault = &call.settings.vault;
    let text = |name| call.params.get(name).unwrap_or_default();
    let id = text("governmentId");
    let index = vault.government_id_index(call.merchant_no, text("governmentIdType"), id);
    for _ in 0..ATTEMPTS {
        let number = format!("2000{:018}", call.digits());
        let place = Place::government_id(call.merchant_no, &number);
        let sealed = vault.seal(place, call.platform.random(), id);
        let sealed = sealed.map_err(|error| Failure::Fault(error.to_string()))?;
        let mut row = vec![
            ("customer_no", number.into()),
            ("merchant_no", call.merchant_no.into()),
            ("store_no", call.store_no.into()),
            ("email_norm", call.params.get("email").map(str::to_ascii_lowercase).into()),
            ("gov_id_enc", sealed.into()),
            ("gov_id_key_id", vault.key_id().into()),
            ("gov_id_last4", last4(id).into()),
            ("gov_id_bidx", index.main.to_vec().into()),
            ("gov_id_bidx_other", index.other.map(Vec::from).into()),
            ("status", if call.settings.auto_activate { "Activated" } else { "Pending" }.into()),
            ("request_sign", call.sign.as_str().into()),
            ("request_key", call.key.as_deref().into()),
            ("created_at", call.now_ms.into()),
            ("updated_at", call.now_ms.into()),
        ];
        row.extend(PERSON.map(|(name, column)| match column {
            "lang" => (column, call.params.get(name).unwrap_or("English").into()),
            _ => (column, call.value(name)),
        }));
        let (statement, values) = insert("payee", row, REPLY);
        return match call.platform.command_row(&statement, values.as_slice()).await {
            Ok(mut row) => Ok(row.take()?),
            Err(DatabaseError::Unique(columns)) if columns == "payee.customer_no" => continue,
            Err(error) => call.ended(error.into()).await,
        };
    }
    Err(Failure::Fault("no customer number is free".into()))
}

/// The rules that concern more than one value, in the order of the request table.
///
/// # Errors
/// The first that fails.
pub fn cross_check(call: &Authentic<'_>) -> Result<(), Failure> {
    if let Some((year, month, day)) = call.params.get("dateOfBirth").and_then(time::parse_date)
        && (year + ADULT_YEARS, month, day) > time::date_of(call.now_ms)
    {
        return Err(Failure::malformed("dateOfBirth"));
    }
    let is_state = |state: &str| state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_uppercase());
    let in_us = call.params.get("countryCode") == Some("US");
    match call.params.get("state") {
        Some(state) if in_us && !is_state(state) => Err(Failure::malformed("state")),
        _ => Ok(()),
    }
}

/// What a payee is but for the government id: parameters and their columns.
pub const PERSON: [(&str, &str); 17] = [
    ("profileType", "profile_type"),
    ("firstName", "first_name"),
    ("lastName", "last_name"),
    ("company", "company"),
    ("email", "email"),
    ("dateOfBirth", "date_of_birth"),
    ("governmentIdType", "gov_id_type"),
    ("countryCode", "country_code"),
    ("state", "state"),
    ("city", "city"),
    ("street", "street"),
    ("zip", "zip"),
    ("customerCode", "customer_code"),
    ("lang", "lang"),
    ("phone", "phone"),
    ("country", "country"),
    ("street2", "street2"),
];

pub fn is_birthday(text: &str) -> bool {
    time::parse_date(text).is_some_and(|(year, ..)| year >= FIRST_YEAR)
}
