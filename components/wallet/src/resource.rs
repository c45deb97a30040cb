//! Resources (wallet.md §2.7). SQL writes each as one JSON object, amounts from integers alone; here they become a
//! document.

use crate::call::Authorized;
use crate::failure::Failure;
use crate::query::Links;
use crate::token::CASH_REVIEW;
use feiqian_platform::{DatabaseError, Value, parameters, statement};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

/// An amount in cents that is not negative.
macro_rules! cents {
    ($amount:expr) => {
        concat!("printf('%d.%02d', (", $amount, ") / 100, (", $amount, ") % 100)")
    };
}

/// An amount in cents of either sign.
macro_rules! signed_cents {
    ($amount:literal) => {
        concat!(
            "printf('%s%d.%02d', iif(",
            $amount,
            " < 0, '-', ''), abs(",
            $amount,
            ") / 100, abs(",
            $amount,
            ") % 100)"
        )
    };
}

/// A rate in millionths, minimally.
macro_rules! rate {
    ($rate:literal) => {
        concat!("rtrim(rtrim(printf('%d.%06d', ", $rate, " / 1000000, ", $rate, " % 1000000), '0'), '.')")
    };
}

/// An instant.
macro_rules! instant {
    ($ms:expr) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%S+08:00', ", $ms, " / 1000 + 28800, 'unixepoch')")
    };
}

/// A phone number as the caller may see it.
macro_rules! phone {
    ($phone:expr, $owner:expr) => {
        concat!(
            "CASE WHEN :sees_phones OR ",
            $owner,
            " = :caller THEN ",
            $phone,
            " WHEN length(",
            $phone,
            ") = 11 AND ",
            $phone,
            " NOT GLOB '*[^0-9]*' THEN substr(",
            $phone,
            ", 1, 3) || '****' || substr(",
            $phone,
            ", -4) ELSE substr('********************', 1, length(",
            $phone,
            ")) END"
        )
    };
}

/// The attributes every answer with a withdrawal has; `$status`, `$remark` and `$updated` are given.
macro_rules! cash_attributes {
    ($t:literal, $status:expr, $remark:expr, $updated:expr) => {
        concat!(
            "'id', ",
            $t,
            ".id, 'user_id', ",
            $t,
            ".user_id, 'cash_sn', ",
            $t,
            ".cash_sn, 'cash_charge', ",
            cents!(concat!($t, ".cash_charge")),
            ", 'cash_actual_amount', json(rtrim(rtrim(",
            cents!(concat!($t, ".cash_actual_amount")),
            ", '0'), '.')), 'cash_apply_amount', ",
            cents!(concat!($t, ".cash_apply_amount")),
            ", 'cash_status', ",
            $status,
            ", 'cash_type', ",
            $t,
            ".cash_type, 'cash_mobile', ",
            phone!(concat!($t, ".cash_mobile"), concat!($t, ".user_id")),
            ", 'remark', nullif(",
            $remark,
            ", ''), 'updated_at', ",
            instant!($updated),
            ", 'created_at', ",
            instant!(concat!($t, ".created_at"))
        )
    };
}

/// A withdrawal as created: what the application answers.
macro_rules! new_cash {
    ($t:literal) => {
        concat!(
            "json_object('type', 'user_wallet_cash', 'id', CAST(",
            $t,
            ".id AS TEXT), 'attributes', json_object(",
            cash_attributes!($t, "1", "''", concat!($t, ".created_at")),
            "))"
        )
    };
}

/// A withdrawal as it stands.
macro_rules! cash {
    ($t:literal) => {
        concat!(
            "json_object('type', 'user_wallet_cash', 'id', CAST(",
            $t,
            ".id AS TEXT), 'attributes', json_object(",
            cash_attributes!(
                $t,
                concat!($t, ".cash_status"),
                concat!($t, ".remark"),
                concat!($t, ".updated_at")
            ),
            ", 'trade_no', ",
            $t,
            ".trade_no, 'trade_time', ",
            instant!(concat!($t, ".trade_time")),
            ", 'error_code', ",
            $t,
            ".error_code, 'error_message', ",
            $t,
            ".error_message, 'refunds_status', ",
            $t,
            ".refunds_status))"
        )
    };
}

/// A wallet; `$extra` is further attributes with a comma before them.
macro_rules! wallet {
    ($user:expr, $available:expr, $frozen:expr, $status:expr, $extra:expr) => {
        concat!(
            "json_object('type', 'user_wallet', 'id', CAST(",
            $user,
            " AS TEXT), 'attributes', json_object('user_id', ",
            $user,
            ", 'available_amount', ",
            cents!($available),
            ", 'freeze_amount', ",
            cents!($frozen),
            ", 'wallet_status', ",
            $status,
            $extra,
            "))"
        )
    };
}

/// A wallet by the alias of its row.
macro_rules! wallet_row {
    ($t:literal, $extra:expr) => {
        wallet!(
            concat!($t, ".user_id"),
            concat!($t, ".available_amount"),
            concat!($t, ".freeze_amount"),
            concat!($t, ".wallet_status"),
            $extra
        )
    };
}

macro_rules! user {
    ($t:literal) => {
        concat!(
            "json_object('type', 'users', 'id', CAST(",
            $t,
            ".id AS TEXT), 'attributes', json_object('username', ",
            $t,
            ".username, 'mobile', ",
            phone!(concat!($t, ".mobile"), concat!($t, ".id")),
            ", 'lastLoginIp', '', 'createdAt', ",
            instant!(concat!($t, ".created_at")),
            ", 'updatedAt', ",
            instant!(concat!($t, ".updated_at")),
            "))"
        )
    };
}

macro_rules! wechat {
    ($t:literal) => {
        concat!(
            "json_object('type', 'wechats', 'id', CAST(",
            $t,
            ".user_id AS TEXT), 'attributes', json_object(",
            "'nickname', ",
            $t,
            ".nickname, 'sex', ",
            $t,
            ".sex))"
        )
    };
}

pub(crate) use {
    cash, cash_attributes, cents, instant, new_cash, phone, rate, signed_cents, user, wallet, wallet_row,
    wechat,
};

parameters! {
    /// The first parameters of every statement that shows a phone number.
    pub struct Viewer {
        pub caller: i64,
        /// Whether he may see others'.
        pub sees_phones: bool,
    }
}

/// Holds. It stands in every list, or the number of a parameter that the columns do not show would not be known.
pub const NUMBERED: &str = statement!(of Viewer, ":sees_phones IS NOT NULL");

impl Viewer {
    /// The values of a statement that has others after these.
    pub fn and(self, others: impl IntoIterator<Item = Value>) -> Vec<Value> {
        self.values().into_iter().chain(others).collect()
    }

    pub fn of(call: &Authorized<'_>) -> Self {
        Viewer { caller: call.caller.user_id, sees_phones: call.caller.may(CASH_REVIEW) }
    }
}

/// A resource as a statement answers it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Resource<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
    #[serde(borrow)]
    attributes: &'a RawValue,
}

impl<'a> Resource<'a> {
    /// # Errors
    /// A fault, if the statement answered something else.
    pub fn read(json: &'a str) -> Result<Self, Failure> {
        serde_json::from_str(json).map_err(shape)
    }

    fn identity(&self) -> (&'a str, &'a str) {
        (self.kind, self.id)
    }
}

/// A resource, then one relative (or null) for each relation that was asked for.
pub type Family<'a> = Vec<Option<Resource<'a>>>;

/// A family that a statement answers as a JSON array.
///
/// # Errors
/// A fault, if it answered something else.
pub fn family(json: &str) -> Result<Family<'_>, Failure> {
    serde_json::from_str(json).map_err(shape)
}

/// The member `data`.
#[derive(Serialize)]
struct Primary<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
    attributes: &'a RawValue,
    #[serde(skip_serializing_if = "Relationships::is_empty")]
    relationships: Relationships<'a>,
}

/// The relations of a resource by name, each with its linkage.
struct Relationships<'a>(Vec<(&'a str, Option<Resource<'a>>)>);

impl Relationships<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Serialize)]
struct Linkage<'a> {
    data: Option<Identity<'a>>,
}

#[derive(Serialize)]
struct Identity<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
}

impl Serialize for Relationships<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, relative)| {
            (name, Linkage { data: relative.map(|Resource { kind, id, .. }| Identity { kind, id }) })
        }))
    }
}

/// Splits a family: its resource with the linkage, and what it includes that `included` has not yet.
fn primary<'a>(
    family: Family<'a>,
    relations: &[&'a str],
    included: &mut Vec<Resource<'a>>,
) -> Result<Primary<'a>, Failure> {
    let mut members = family.into_iter();
    let Resource { kind, id, attributes } =
        members.next().flatten().ok_or(DatabaseError::Shape { column: 0 })?;
    let relationships: Vec<_> = relations.iter().copied().zip(members).collect();
    for relative in relationships.iter().filter_map(|(_, relative)| *relative) {
        if !included.iter().any(|known| known.identity() == relative.identity()) {
            included.push(relative);
        }
    }
    Ok(Primary { kind, id, attributes, relationships: Relationships(relationships) })
}

/// The document of one resource with its `relations`.
///
/// # Errors
/// A fault, if the family has no resource.
pub fn document(family: Family<'_>, relations: &[&str]) -> Result<String, Failure> {
    #[derive(Serialize)]
    struct Document<'a> {
        data: Primary<'a>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        included: Vec<Resource<'a>>,
    }
    let mut included = Vec::new();
    let data = primary(family, relations, &mut included)?;
    serde_json::to_string(&Document { data, included }).map_err(shape)
}

/// What a list says of itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    pub total: i64,
    pub page_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_change_available_amount: Option<String>,
}

/// The document of a list: `families` is a JSON array of families.
///
/// # Errors
/// As [`document`].
pub fn list(families: &str, relations: &[&str], links: &Links, meta: &Meta) -> Result<String, Failure> {
    #[derive(Serialize)]
    struct Document<'a> {
        links: &'a Links,
        data: Vec<Primary<'a>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        included: Vec<Resource<'a>>,
        meta: &'a Meta,
    }
    let families: Vec<Family> = serde_json::from_str(families).map_err(shape)?;
    let mut included = Vec::new();
    let data = families.into_iter().map(|family| primary(family, relations, &mut included));
    let data = data.collect::<Result<_, _>>()?;
    serde_json::to_string(&Document { links, data, included, meta }).map_err(shape)
}

fn shape(error: serde_json::Error) -> Failure {
    Failure::Fault(format!("an answer of another shape: {error}"))
}
