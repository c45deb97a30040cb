//! Amounts in JSON: written as texts, read from texts and from numbers, digit by digit and never through a float.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::value::RawValue;

fn read<E: serde::de::Error>(raw: &RawValue) -> Result<Decimal, E> {
    let text = raw.get().trim_matches('"');
    Decimal::from_str_exact(text).map_err(|_| E::custom("no amount"))
}

/// Reads an amount.
///
/// # Errors
/// If it is none that a [`Decimal`] holds exactly.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    read(&Box::<RawValue>::deserialize(from)?)
}

/// Writes an amount as a text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(amount: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(amount)
}

/// An amount that may be absent.
pub mod option {
    use super::*;

    /// Reads an amount or `null`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
        let raw = Box::<RawValue>::deserialize(from)?;
        if raw.get() == "null" { Ok(None) } else { read(&raw).map(Some) }
    }

    /// Writes an amount as a text, or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(amount: &Option<Decimal>, to: S) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => super::serialize(amount, to),
            None => to.serialize_none(),
        }
    }
}

/// A list of amounts.
pub mod list {
    use super::*;

    /// Reads a list of amounts.
    ///
    /// # Errors
    /// If a member is none.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Decimal>, D::Error> {
        let raw = Vec::<Box<RawValue>>::deserialize(from)?;
        raw.iter().map(|raw| read(raw)).collect::<Result<_, D::Error>>().map_err(D::Error::custom)
    }

    /// Writes amounts as texts.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(amounts: &[Decimal], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(amounts.iter().map(ToString::to_string))
    }
}
