//! What `cargo xtask up --no-demo` serves, prepared by that command itself.

use crate::bundle::from_environment;
use crate::programs::printed;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a host is to be started with.
pub(crate) struct Production {
    pub(crate) manifest: PathBuf,
    /// As `name=value`.
    pub(crate) variables: Vec<String>,
    /// Environment variables.
    pub(crate) keys: Vec<(String, String)>,
}

/// Makes the schema and the keys in a folder, unless they are there.
pub(crate) fn prepare(folder: &Path) -> Production {
    let mut xtask = Command::new(from_environment("FEIQIAN_XTASK"));
    let told = printed(xtask.args(["up", "--no-demo", "--prepare", "--state-dir"]).arg(folder));
    let told: Value = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
    let path = |name: &str| PathBuf::from(told[name].as_str().expect("a path"));
    let variables = told["variables"].as_array().expect("variables").iter();
    Production {
        manifest: path("manifest"),
        variables: variables.map(|variable| variable.as_str().expect("a text").to_owned()).collect(),
        keys: keys(&path("keys")),
    }
}

/// The lines `NAME=value` of the file of keys.
pub(crate) fn keys(file: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(file).expect("the keys of a production bundle");
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
