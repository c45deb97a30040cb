//! `POST /v3/payee/update` (payee.md §6.3): absent or empty means no change.

use crate::call::{Authentic, NOTHING};
use crate::codes;
use crate::columns::Values;
use crate::endpoint::{CHANGES, Endpoint, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{country_code, customer_no, email, government_id, phone, zip};
use crate::register::{ID_TYPE, PERSON, PROFILE, cross_check, is_birthday};
use feiqian_vault::{Blind, Place, last4};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/update",
    aliases: &[],
    access: CHANGES,
    fields: &[
        must("customerNo", &[Rule::Is(customer_no)]),
        may("profileType", &[PROFILE]),
        may("firstName", &[Rule::Text(64)]),
        may("lastName", &[Rule::Text(64)]),
        may("company", &[Rule::Text(128)]),
        may("email", &[Rule::Is(email)]),
        may("dateOfBirth", &[Rule::Is(is_birthday)]),
        may("governmentId", &[Rule::Is(government_id)]),
        may("governmentIdType", &[ID_TYPE]),
        may("countryCode", &[Rule::Is(country_code)]),
        may("state", &[Rule::Text(64)]),
        may("city", &[Rule::Text(64)]),
        may("street", &[Rule::Text(128)]),
        may("zip", &[Rule::Is(zip)]),
        may("customerCode", &[Rule::Text(64)]),
        may("lang", &[Rule::Text(32)]),
        may("phone", &[Rule::Is(phone)]),
        may("country", &[Rule::Text(64)]),
        may("street2", &[Rule::Text(128)]),
    ],
    errors: &[
        codes::ABSENT,
        codes::UNKNOWN,
        codes::MISMATCH,
        codes::DUPLICATE,
        codes::ACTIVATED,
        codes::DECLINED,
        codes::DEACTIVATED,
    ],
};

/// A government id that is new, sealed.
struct NewId {
    sealed: Vec<u8>,
    last4: Option<String>,
    index: Blind,
}

/// The change and its values. What was not sent stays, and a change that changes nothing has no time. A government id of the
/// same blind index under either key is the same, though sealed it never looks the same.
fn change(call: &Authentic<'_>, number: &str, id: Option<NewId>) -> (String, Values) {
    let mut values = Values::default();
    let (mut set, mut same) = (String::new(), String::new());
    for (name, column) in PERSON {
        let sent = values.add(call.value(name));
        set += &format!("{column} = coalesce({sent}, {column}), ");
        same += &format!("{column} IS coalesce({sent}, {column}) AND ");
    }
    let email = values.add(call.value("email"));
    let (main, other) = match &id {
        Some(id) => (Some(id.index.main.to_vec()), id.index.other.map(Vec::from)),
        None => (None, None),
    };
    let (main, other) = (values.add(main), values.add(other));
    let is_same_id = format!("({main} IS NULL OR gov_id_bidx IN ({main}, {other}))");
    let (sealed, last4) = id.map_or((None, None), |id| (Some(id.sealed), id.last4));
    let of_id = [
        ("gov_id_enc", values.add(sealed)),
        ("gov_id_key_id", values.add(call.settings.vault.key_id())),
        ("gov_id_last4", values.add(last4)),
        ("gov_id_bidx_other", other.clone()),
        ("gov_id_bidx", main.clone()),
    ];
    for (column, new) in of_id {
        set += &format!("{column} = iif({is_same_id}, {column}, {new}), ");
    }
    let (sign, key) = (values.add(call.sign.as_str()), values.add(call.key.as_deref()));
    let (now, number, merchant) = (values.add(call.now_ms), values.add(number), values.add(call.merchant_no));
    let statement = format!(
        r#"UPDATE payee SET {set}email_norm = coalesce(lower({email}), email_norm), request_sign = {sign},
    request_key = {key}, updated_at = iif({same}{is_same_id}, updated_at, max({now}, created_at))
  WHERE customer_no = {number} AND merchant_no = {merchant}
  RETURNING '{{"ret_msg":"success","ret_code":"000100"}}'"#
    );
    (statement, values)
}

pub async fn update(call: &Authentic<'_>) -> Result<String, Failure> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        match (params.get("governmentId"), params.get("governmentIdType")) {
            (None, Some(_)) => return Err(Failure::absent("governmentId")),
            (Some(_), None) => return Err(Failure::absent("governmentIdType")),
            _ => {}
        }
        cross_check(call)
    });
    call.admit(&NOTHING, checked).await?;

    let vault = &call.settings.vault;
    let number = params.get("customerNo").unwrap_or_default();
    let id = match (params.get("governmentId"), params.get("governmentIdType")) {
        (Some(id), Some(kind)) => {
            let place = Place::government_id(call.merchant_no, number);
            let sealed = vault.seal(place, call.platform.random(), id);
            Some(NewId {
                sealed: sealed.map_err(|error| Failure::Fault(error.to_string()))?,
                last4: last4(id),
                index: vault.government_id_index(call.merchant_no, kind, id),
            })
        }
        _ => None,
    };
    let (statement, values) = change(call, number, id);
    match call.platform.command(&statement, values.as_slice()).await {
        Ok(rows) => match rows.into_iter().next() {
            Some(mut row) => Ok(row.take()?),
            None => Err(Failure::unknown("customerNo")),
        },
        Err(error) => call.ended(error.into()).await,
    }
}
