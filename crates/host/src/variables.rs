//! Application variables: where their values come from, and the templates that use them.
//!
//! The first provider that has a value wins, in this order: `--variable`, the `[[variables_provider]]` of the
//! runtime configuration in file order, the environment (`SPIN_VARIABLE_NAME`, then `.env` of the current
//! directory), the manifest's default. Values do not change while the host runs, so everything is resolved once, at
//! start, and a request only looks up.

use crate::manifest::VariableDeclaration;
use crate::variable_name::check_name;
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// A source of values.
#[derive(Debug)]
pub enum Provider {
    /// Fixed values: `--variable`, or `type = "static"`.
    Static(HashMap<String, String>),
    /// Environment variables `PREFIX_NAME`, then the lines of a dotenv file.
    Environment {
        /// Without the underscore that follows it.
        prefix: String,
        /// What the dotenv file says, by full name.
        dotenv: HashMap<String, String>,
    },
}

impl Provider {
    /// The environment with `prefix` (Spin's default: `SPIN_VARIABLE`) and, where it exists, the file at `dotenv`.
    ///
    /// # Errors
    /// The dotenv file exists and cannot be read.
    pub fn environment(prefix: Option<String>, dotenv: Option<&Path>) -> Result<Self> {
        let dotenv = match dotenv.map(|path| (path, std::fs::read_to_string(path))) {
            None => HashMap::new(),
            Some((_, Ok(text))) => parse_dotenv(&text),
            Some((_, Err(error))) if error.kind() == std::io::ErrorKind::NotFound => HashMap::new(),
            Some((path, Err(error))) => {
                return Err(anyhow!(error).context(format!("cannot read {}", path.display())));
            }
        };
        Ok(Self::Environment { prefix: prefix.unwrap_or_else(|| "SPIN_VARIABLE".to_owned()), dotenv })
    }

    fn get(&self, name: &str) -> Result<Option<String>> {
        match self {
            Self::Static(values) => Ok(values.get(name).cloned()),
            Self::Environment { prefix, dotenv } => {
                let key = format!("{prefix}_{}", name.to_ascii_uppercase());
                match std::env::var(&key) {
                    Ok(value) => Ok(Some(value)),
                    Err(std::env::VarError::NotPresent) => Ok(dotenv.get(&key).cloned()),
                    Err(std::env::VarError::NotUnicode(_)) => {
                        bail!("the environment variable {key} is not UTF-8")
                    }
                }
            }
        }
    }
}

/// `KEY=value` lines; `#` comments, an `export` in front and quotes around the value are allowed.
fn parse_dotenv(text: &str) -> HashMap<String, String> {
    let mut values = HashMap::new();
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        if line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let value = value.trim();
        let unquoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.split_once(quote))
            .map(|(inside, _)| inside);
        let value = match unquoted {
            Some(inside) => inside,
            None => value.split(" #").next().unwrap_or("").trim_end(),
        };
        values.insert(key.trim().to_owned(), value.to_owned());
    }
    values
}

/// Reads the values of `--variable`: `name=value`, `name=@file` (the file's text), `@file.json` or `@file.toml`
/// (a table of names and texts).
///
/// # Errors
/// A flag of another form, a name that is none, a file that cannot be read; the message repeats the flag without
/// its value.
pub fn read_flags(flags: &[String]) -> Result<HashMap<String, String>> {
    let mut values = HashMap::new();
    for flag in flags {
        if let Some(file) = flag.strip_prefix('@') {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("--variable @{file}: cannot read it"))?;
            let table: BTreeMap<String, String> = match Path::new(file).extension().and_then(|e| e.to_str()) {
                Some("json") => serde_json::from_str(&text).with_context(|| format!("--variable @{file}"))?,
                Some("toml") => toml::from_str(&text).with_context(|| format!("--variable @{file}"))?,
                _ => bail!("--variable @{file}: the file must end in .json or .toml"),
            };
            for (name, value) in table {
                check_name(&name).map_err(|reason| anyhow!("--variable @{file}: {name}: {reason}"))?;
                values.insert(name, value);
            }
            continue;
        }
        let (name, value) = flag
            .split_once('=')
            .with_context(|| format!("--variable {flag}: write name=value, name=@file or @file.toml"))?;
        check_name(name).map_err(|reason| anyhow!("--variable {name}: {reason}"))?;
        let value = match value.strip_prefix('@') {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("--variable {name}=@{file}: cannot read it"))?,
            None => value.to_owned(),
        };
        values.insert(name.to_owned(), value);
    }
    Ok(values)
}

/// The values of all declared variables.
#[derive(Debug)]
pub struct Variables(HashMap<String, String>);

impl Variables {
    /// Asks the providers, in order, for every declared variable.
    ///
    /// # Errors
    /// Required variables without a value, all of them in one message.
    pub fn resolve(declared: &BTreeMap<String, VariableDeclaration>, providers: &[Provider]) -> Result<Self> {
        let mut values = HashMap::new();
        let mut missing = Vec::new();
        'names: for (name, declaration) in declared {
            for provider in providers {
                if let Some(value) = provider.get(name)? {
                    values.insert(name.clone(), value);
                    continue 'names;
                }
            }
            match &declaration.default {
                Some(default) => {
                    values.insert(name.clone(), default.clone());
                }
                None => missing.push(name.as_str()),
            }
        }
        ensure!(
            missing.is_empty(),
            "required variables without a value: {}; give each with --variable NAME=VALUE, the environment variable SPIN_VARIABLE_NAME (upper case) or a [[variables_provider]]",
            missing.join(", ")
        );
        Ok(Self(values))
    }

    /// Replaces every `{{ name }}` in `template`.
    ///
    /// # Errors
    /// An unmatched `{{`, or a name that `[variables]` does not declare.
    pub fn expand(&self, template: &str) -> Result<String> {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((literal, after)) = rest.split_once("{{") {
            let (name, after) = after
                .split_once("}}")
                .with_context(|| format!("unmatched {{{{ in the template {template:?}"))?;
            let name = name.trim();
            let value = self.0.get(name).with_context(|| {
                format!("the template {template:?} names {name:?}, which [variables] does not declare")
            })?;
            text.push_str(literal);
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(entries: &[(&str, Option<&str>)]) -> BTreeMap<String, VariableDeclaration> {
        entries
            .iter()
            .map(|(name, default)| {
                let declaration = VariableDeclaration {
                    default: default.map(str::to_owned),
                    required: default.is_none(),
                    secret: false,
                    description: None,
                };
                ((*name).to_owned(), declaration)
            })
            .collect()
    }

    fn fixed(entries: &[(&str, &str)]) -> Provider {
        Provider::Static(entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn first_provider_wins_then_the_default() {
        let declared = declared(&[("a", Some("default")), ("b", Some("default")), ("c", None)]);
        let providers = [fixed(&[("a", "first")]), fixed(&[("a", "second"), ("c", "second")])];
        let variables = Variables::resolve(&declared, &providers).unwrap();
        assert_eq!(variables.expand("{{ a }}|{{b}}|{{ c}}").unwrap(), "first|default|second");
    }

    #[test]
    fn missing_required_variables_are_named_together() {
        let declared = declared(&[("a", None), ("b", None), ("c", Some(""))]);
        let error = Variables::resolve(&declared, &[]).unwrap_err().to_string();
        assert!(error.contains("a, b;"), "{error}");
    }

    #[test]
    fn templates() {
        let variables = Variables::resolve(&declared(&[("a", Some("1"))]), &[]).unwrap();
        assert_eq!(variables.expand("no template").unwrap(), "no template");
        assert_eq!(variables.expand("x{{ a }}y{{ a }}").unwrap(), "x1y1");
        assert!(variables.expand("{{ a").is_err());
        assert!(variables.expand("{{ b }}").is_err());
    }

    #[test]
    fn dotenv_lines() {
        let values =
            parse_dotenv("# c\nA=1\nexport B = \"two # not a comment\"\nC='3'\nD=4 # comment\nnonsense\n");
        assert_eq!(values["A"], "1");
        assert_eq!(values["B"], "two # not a comment");
        assert_eq!(values["C"], "3");
        assert_eq!(values["D"], "4");
        assert_eq!(values.len(), 4);
    }

    #[test]
    fn flags() {
        let values = read_flags(&["a=1=2".into(), "b=".into(), "a=3".into()]).unwrap();
        assert_eq!(values["a"], "3");
        assert_eq!(values["b"], "");
        assert!(read_flags(&["novalue".into()]).is_err());
        assert!(read_flags(&["Bad=1".into()]).is_err());
        assert!(read_flags(&["a=@/does/not/exist".into()]).is_err());
    }
}
