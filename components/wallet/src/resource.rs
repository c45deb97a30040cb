//! Resources (wallet.md §2.7). SQL writes each as one JSON object, amounts from integers alone; here they become a
//! document. In every statement that shows a phone number `?1` is the caller and `?2` whether he may see others'.

use crate::failure::Failure;
use serde::Deserialize;
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
            "CASE WHEN ?2 OR ",
            $owner,
            " = ?1 THEN ",
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

/// A primary resource and its relatives, as a statement answers them: a JSON array.
type Family<'a> = Vec<Option<&'a RawValue>>;

/// The linkage within a resource.
#[derive(Deserialize)]
struct Identity<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
}

/// The members `data` (of one resource, or of a list) and `included`, from the rows of a statement.
#[derive(Default)]
struct Body<'a> {
    data: String,
    included: Vec<&'a str>,
}

impl<'a> Body<'a> {
    fn add(&mut self, family: &Family<'a>, relations: &[&str]) -> Result<(), serde_json::Error> {
        let mut members = family.iter();
        let primary = members.next().copied().flatten().map_or("{}", RawValue::get);
        // All but the brace that ends it: its relationships come last.
        self.data.push_str(primary.strip_suffix('}').unwrap_or(primary));
        for (index, (name, relative)) in relations.iter().zip(members).enumerate() {
            self.data.push_str(if index == 0 { ",\"relationships\":{\"" } else { ",\"" });
            self.data.push_str(name);
            self.data.push_str("\":{\"data\":");
            match relative {
                None => self.data.push_str("null}"),
                Some(relative) => {
                    let Identity { kind, id } = serde_json::from_str(relative.get())?;
                    self.data.push_str(&format!("{{\"type\":\"{kind}\",\"id\":\"{id}\"}}}}"));
                    if !self.included.contains(&relative.get()) {
                        self.included.push(relative.get());
                    }
                }
            }
        }
        self.data.push_str(if relations.is_empty() { "}" } else { "}}" });
        Ok(())
    }

    fn included(&self) -> String {
        match self.included.is_empty() {
            true => String::new(),
            false => [",\"included\":[", &self.included.join(","), "]"].concat(),
        }
    }
}

/// The document of one resource. `family` is the statement's JSON array: the resource, then one relative (or null) for
/// each of `relations`.
///
/// # Errors
/// A fault, if the statement answered something else.
pub fn document(family: &str, relations: &[&str]) -> Result<String, Failure> {
    let mut body = Body::default();
    let family: Family = serde_json::from_str(family).map_err(shape)?;
    body.add(&family, relations).map_err(shape)?;
    Ok(["{\"data\":", &body.data, &body.included(), "}"].concat())
}

/// The document of a list: `families` is a JSON array of what [`document`] takes.
///
/// # Errors
/// As [`document`].
pub fn list(families: &str, relations: &[&str], links: &str, meta: &str) -> Result<String, Failure> {
    let mut body = Body::default();
    let families: Vec<Family> = serde_json::from_str(families).map_err(shape)?;
    for family in &families {
        if !body.data.is_empty() {
            body.data.push(',');
        }
        body.add(family, relations).map_err(shape)?;
    }
    Ok(["{\"links\":", links, ",\"data\":[", &body.data, "]", &body.included(), ",\"meta\":", meta, "}"]
        .concat())
}

fn shape(error: serde_json::Error) -> Failure {
    Failure::Fault(format!("an answer of another shape: {error}"))
}
