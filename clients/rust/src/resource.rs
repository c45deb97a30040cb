//! Resources that an answer of the wallet includes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A resource of JSON:API whose form its `type` names.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Resource {
    /// The resource's type.
    pub r#type: String,
    /// The resource's id.
    pub id: String,
    attributes: Box<RawValue>,
}

impl Resource {
    /// The attributes, for instance as `CashAttributes`.
    ///
    /// # Errors
    /// If they are others.
    pub fn attributes<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.attributes.get())
    }
}
