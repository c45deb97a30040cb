//! `POST /v3/payee/update` (payee.md §6.3): absent or empty means no change.

use crate::call::{Call, NOTHING};
use crate::codes;
use crate::endpoint::{CHANGES, Endpoint, Rule, may, must};
use crate::exit::Exit;
use crate::fields::check;
use crate::formats::{country_code, customer_no, email, government_id, phone, zip};
use crate::register::{ID_TYPE, PROFILE, cross_check, is_birthday, person};
use feiqian_platform::Value;
use feiqian_vault::{Place, last4};

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

/// `?1` merchant, `?2` payee, `?3` … `?19` the payee as [`person`] gives it, `?20` sealed government id, `?21` key id,
/// `?22` last 4, `?23` blind index, `?24` verifySign, `?25` idempotency key, `?26` now, `?27` blind index under the other key. A government id of the same blind
/// index under either key is the same, though sealed it never looks the same.
const UPDATE: &str = r#"UPDATE payee SET profile_type = coalesce(?3, profile_type), first_name = coalesce(?4, first_name),
    last_name = coalesce(?5, last_name), company = coalesce(?6, company), email = coalesce(?7, email),
    email_norm = coalesce(lower(?7), email_norm), date_of_birth = coalesce(?8, date_of_birth),
    gov_id_type = coalesce(?9, gov_id_type), country_code = coalesce(?10, country_code), state = coalesce(?11, state),
    city = coalesce(?12, city), street = coalesce(?13, street), zip = coalesce(?14, zip),
    customer_code = coalesce(?15, customer_code), lang = coalesce(?16, lang), phone = coalesce(?17, phone),
    country = coalesce(?18, country), street2 = coalesce(?19, street2),
    gov_id_enc = iif(?23 IS NULL OR gov_id_bidx IN (?23, ?27), gov_id_enc, ?20),
    gov_id_key_id = iif(?23 IS NULL OR gov_id_bidx IN (?23, ?27), gov_id_key_id, ?21),
    gov_id_last4 = iif(?23 IS NULL OR gov_id_bidx IN (?23, ?27), gov_id_last4, ?22),
    gov_id_bidx_other = iif(?23 IS NULL OR gov_id_bidx IN (?23, ?27), gov_id_bidx_other, ?27),
    gov_id_bidx = iif(?23 IS NULL OR gov_id_bidx IN (?23, ?27), gov_id_bidx, ?23),
    request_sign = ?24, request_key = ?25,
    updated_at = iif(
      (profile_type, first_name, last_name, email, date_of_birth, gov_id_type, country_code, state, city, street, zip, lang)
      = (coalesce(?3, profile_type), coalesce(?4, first_name), coalesce(?5, last_name), coalesce(?7, email),
         coalesce(?8, date_of_birth), coalesce(?9, gov_id_type), coalesce(?10, country_code), coalesce(?11, state),
         coalesce(?12, city), coalesce(?13, street), coalesce(?14, zip), coalesce(?16, lang))
      AND (?23 IS NULL OR gov_id_bidx IN (?23, ?27))
      AND company IS coalesce(?6, company) AND customer_code IS coalesce(?15, customer_code)
      AND phone IS coalesce(?17, phone) AND country IS coalesce(?18, country) AND street2 IS coalesce(?19, street2),
      updated_at, max(?26, created_at))
  WHERE customer_no = ?2 AND merchant_no = ?1
  RETURNING '{"ret_msg":"success","ret_code":"000100"}'"#;

pub async fn update(call: &Call<'_>) -> Result<String, Exit> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        match (params.get("governmentId"), params.get("governmentIdType")) {
            (None, Some(_)) => return Err(Exit::absent("governmentId")),
            (Some(_), None) => return Err(Exit::absent("governmentIdType")),
            _ => {}
        }
        cross_check(call)
    });
    call.admit(NOTHING, &[], checked).await?;

    let vault = &call.settings.vault;
    let number = params.get("customerNo").unwrap_or_default();
    let (mut sealed, mut last, mut index) = (None, None, None);
    if let (Some(id), Some(kind)) = (params.get("governmentId"), params.get("governmentIdType")) {
        let place = Place::government_id(call.merchant_no, number);
        let value = vault.seal(place, call.platform.random(), id);
        sealed = Some(value.map_err(|error| Exit::Fault(error.to_string()))?);
        last = last4(id);
        index = Some(vault.government_id_index(call.merchant_no, kind, id));
    }
    let mut values: Vec<Value> = vec![call.merchant_no.into(), number.into()];
    values.extend(person(call));
    values.extend([
        sealed.into(),
        vault.key_id().into(),
        last.into(),
        index.map(|index| index.main.to_vec()).into(),
        call.sign.as_str().into(),
        call.key.as_deref().into(),
        call.now_ms.into(),
        index.and_then(|index| index.other).map(Vec::from).into(),
    ]);
    match call.platform.command(UPDATE, &values).await {
        Ok(rows) => match rows.into_iter().next() {
            Some(mut row) => Ok(row.take(0)?),
            None => Err(Exit::unknown("customerNo")),
        },
        Err(error) => call.ended(error.into()).await,
    }
}
