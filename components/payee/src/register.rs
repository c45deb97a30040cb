//! `POST /v3/payee/register` (payee.md §6.1).

use crate::call::{Call, NOTHING};
use crate::codes;
use crate::endpoint::{Access, CHANGES, Endpoint, Need, Rule, may, must};
use crate::exit::Exit;
use crate::fields::check;
use crate::formats::{country_code, email, government_id, phone, zip};
use crate::time;
use feiqian_platform::{DatabaseError, Value};
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

/// `?1` number, `?2` merchant, `?3` store, `?4` … `?20` the payee as [`person`] gives it, `?21` sealed government id,
/// `?22` key id, `?23` last 4, `?24` blind index, `?25` status, `?26` verifySign, `?27` idempotency key, `?28` now, `?29` blind index under
/// the other key.
const REGISTER: &str = "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, company,
    email, email_norm, date_of_birth, gov_id_type, country_code, state, city, street, zip, customer_code, lang, phone,
    country, street2, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, status, request_sign, request_key, created_at,
    updated_at, gov_id_bidx_other)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, lower(?8), ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, coalesce(?17, 'English'), ?18,
    ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?28, ?29)
  RETURNING (SELECT reply FROM payee_register_reply WHERE customer_no = ?1)";

pub async fn register(call: &Call<'_>) -> Result<String, Exit> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        if params.get("profileType") == Some("BUSINESS") && params.get("company").is_none() {
            return Err(Exit::absent("company"));
        }
        cross_check(call)
    });
    call.admit(NOTHING, &[], checked).await?;

    let vault = &call.settings.vault;
    let text = |name| params.get(name).unwrap_or_default();
    let (kind, id) = (text("governmentIdType"), text("governmentId"));
    let index = vault.government_id_index(call.merchant_no, kind, id);
    let status = if call.settings.auto_activate { "Activated" } else { "Pending" };
    for _ in 0..ATTEMPTS {
        let number = format!("2000{:018}", call.digits());
        let place = Place::government_id(call.merchant_no, &number);
        let sealed = vault.seal(place, call.platform.random(), id);
        let sealed = sealed.map_err(|error| Exit::Fault(error.to_string()))?;
        let mut values: Vec<Value> = vec![number.into(), call.merchant_no.into(), call.store_no.into()];
        values.extend(person(call));
        values.extend([
            sealed.into(),
            vault.key_id().into(),
            last4(id).into(),
            index.main.to_vec().into(),
            status.into(),
            call.sign.as_str().into(),
            call.key.as_deref().into(),
            call.now_ms.into(),
            index.other.map(Vec::from).into(),
        ]);
        return match call.platform.command_row(REGISTER, &values).await {
            Ok(mut row) => Ok(row.take(0)?),
            Err(DatabaseError::Unique(columns)) if columns == "payee.customer_no" => continue,
            Err(error) => call.ended(error.into()).await,
        };
    }
    Err(Exit::Fault("no customer number is free".into()))
}

/// The rules that concern more than one value, in the order of the request table.
///
/// # Errors
/// The first that fails.
pub fn cross_check(call: &Call<'_>) -> Result<(), Exit> {
    if let Some((year, month, day)) = call.params.get("dateOfBirth").and_then(time::parse_date)
        && (year + ADULT_YEARS, month, day) > time::date_of(call.now_ms)
    {
        return Err(Exit::malformed("dateOfBirth"));
    }
    let is_state = |state: &str| state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_uppercase());
    let in_us = call.params.get("countryCode") == Some("US");
    match call.params.get("state") {
        Some(state) if in_us && !is_state(state) => Err(Exit::malformed("state")),
        _ => Ok(()),
    }
}

/// What a payee is but for the government id, in the order of the statements here and in `update.rs`.
pub fn person(call: &Call<'_>) -> [Value; 17] {
    [
        "profileType",
        "firstName",
        "lastName",
        "company",
        "email",
        "dateOfBirth",
        "governmentIdType",
        "countryCode",
        "state",
        "city",
        "street",
        "zip",
        "customerCode",
        "lang",
        "phone",
        "country",
        "street2",
    ]
    .map(|name| call.value(name))
}

pub fn is_birthday(text: &str) -> bool {
    time::parse_date(text).is_some_and(|(year, ..)| year >= FIRST_YEAR)
}
