//! `spin.toml`, manifest version 2: what this host understands of it, and what it refuses by name.
//!
//! A key that Spin does not know either is a mistake and reported with its line. A key that Spin knows and this
//! host does not serve is refused with its full name, unless leaving it out changes nothing while serving (`build`,
//! `tool`, `targets`, `profile`, descriptions).

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An application: what to serve, with which components.
#[derive(Debug)]
pub struct Manifest {
    /// `application.name`
    pub name: String,
    /// `application.version`, empty when absent.
    pub version: String,
    /// `[variables]`: name → declaration.
    pub variables: BTreeMap<String, VariableDeclaration>,
    /// `[[trigger.http]]`, in the order of the file (a later duplicate of a route wins).
    pub triggers: Vec<Trigger>,
    /// `[component.*]`, by id.
    pub components: BTreeMap<String, Component>,
}

/// A declared variable: it has a default or it is required.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableDeclaration {
    /// The value when no provider has one.
    pub default: Option<String>,
    /// `true` when some provider must have a value.
    #[serde(default)]
    pub required: bool,
    /// Whether hosts should hide the value; this host never prints values.
    #[serde(default)]
    pub secret: bool,
    /// For the reader.
    #[serde(default)]
    pub description: Option<String>,
}

/// One `[[trigger.http]]`.
#[derive(Debug)]
pub struct Trigger {
    /// The route as written, or `None` for a private endpoint (`route = { private = true }`).
    pub route: Option<String>,
    /// What answers.
    pub target: Target,
}

/// What a route leads to.
#[derive(Debug)]
pub enum Target {
    /// The component with this id.
    Component(String),
    /// The same answer to every request.
    StaticResponse(StaticResponse),
}

/// `static_response = { status_code, headers, body }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticResponse {
    /// HTTP status, 200 when absent.
    pub status_code: Option<u16>,
    /// Headers, none when absent.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Body, empty when absent.
    #[serde(default)]
    pub body: String,
}

/// One `[component.ID]`.
#[derive(Debug)]
pub struct Component {
    /// The wasm file, absolute or relative to the current directory.
    pub source: PathBuf,
    /// The component's own variables: name → template.
    pub variables: BTreeMap<String, String>,
    /// Its environment, literally.
    pub environment: BTreeMap<String, String>,
    /// Hosts it may call: templates.
    pub allowed_outbound_hosts: Vec<String>,
    /// Labels of the key-value stores it may open.
    pub key_value_stores: Vec<String>,
    /// Labels of the SQLite databases it may open.
    pub sqlite_databases: Vec<String>,
}

impl Manifest {
    /// Reads and checks the manifest at `path`.
    ///
    /// # Errors
    /// The file cannot be read, is not a version 2 manifest, or asks for something this host does not serve; the
    /// message names the key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        // `Path::parent` of a bare file name is the empty path, which joins as "here".
        let directory = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, directory).with_context(|| format!("in {}", path.display()))
    }

    /// Like [`Manifest::read`], from text; relative sources are relative to `directory`.
    pub fn parse(text: &str, directory: &Path) -> Result<Self> {
        let raw: RawManifest = toml::from_str(text)?;
        ensure!(
            raw.spin_manifest_version == 2,
            "spin_manifest_version: this host serves version 2, not {}",
            raw.spin_manifest_version
        );
        for (trigger_type, config) in &raw.application.trigger {
            ensure!(
                config.is_empty() && trigger_type == "http",
                "application.trigger.{trigger_type}: not supported by this host; it serves HTTP routes at the root path only"
            );
        }

        let mut components = BTreeMap::new();
        for (id, component) in raw.component {
            let component = component.check(&format!("component.{id}"), directory)?;
            components.insert(id, component);
        }

        let mut triggers = Vec::new();
        for (trigger_type, list) in raw.trigger {
            ensure!(
                trigger_type == "http",
                "trigger.{trigger_type}: not supported by this host; it serves [[trigger.http]] only"
            );
            for (index, trigger) in list.into_iter().enumerate() {
                triggers.push(trigger.check(&format!("trigger.http[{index}]"), &components)?);
            }
        }
        ensure!(!triggers.is_empty(), "trigger.http: there is none, so there is nothing to serve");

        for (name, variable) in &raw.variables {
            crate::variable_name::check_name(name)
                .map_err(|reason| anyhow::anyhow!("variables.{name}: {reason}"))?;
            ensure!(
                variable.required != variable.default.is_some(),
                "variables.{name}: give it either `default = \"…\"` or `required = true`"
            );
        }

        Ok(Self {
            name: raw.application.name,
            version: raw.application.version,
            variables: raw.variables,
            triggers,
            components,
        })
    }
}

// The file as written. Fields of type `toml::Value` are known to Spin and not to this host.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawManifest {
    spin_manifest_version: i64,
    application: RawApplication,
    #[serde(default)]
    variables: BTreeMap<String, VariableDeclaration>,
    #[serde(default)]
    trigger: BTreeMap<String, Vec<RawTrigger>>,
    #[serde(default)]
    component: BTreeMap<String, RawComponent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawApplication {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    trigger: BTreeMap<String, toml::Table>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "authors")]
    _authors: Option<Vec<String>>,
    #[serde(rename = "targets")]
    _targets: Option<toml::Value>,
    #[serde(rename = "tool")]
    _tool: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTrigger {
    route: RawRoute,
    component: Option<toml::Value>,
    static_response: Option<StaticResponse>,
    executor: Option<toml::Table>,
    components: Option<toml::Value>,
    dependencies: Option<toml::Value>,
    #[serde(rename = "id")]
    _id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "route: a path such as \"/a/:id\" or \"/a/...\", or { private = true }")]
enum RawRoute {
    Path(String),
    Private(RawPrivate),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrivate {
    private: bool,
}

impl RawTrigger {
    fn check(self, key: &str, components: &BTreeMap<String, Component>) -> Result<Trigger> {
        refuse(key, "components", self.components.is_some(), "")?;
        refuse(key, "dependencies", self.dependencies.is_some(), "; it does not compose middleware")?;
        if let Some(executor) = &self.executor {
            let kind = executor.get("type").and_then(toml::Value::as_str).unwrap_or("");
            ensure!(
                matches!(kind, "http" | "spin") && executor.len() == 1,
                "{key}.executor: not supported by this host, except {{ type = \"http\" }}"
            );
        }
        let route = match self.route {
            RawRoute::Path(path) => Some(path),
            RawRoute::Private(RawPrivate { private: true }) => None,
            RawRoute::Private(RawPrivate { private: false }) => {
                bail!("{key}.route: a path, or {{ private = true }}; `private = false` means nothing")
            }
        };
        let target = match (self.component, self.static_response) {
            (Some(toml::Value::String(id)), None) => {
                ensure!(components.contains_key(&id), "{key}.component: there is no [component.{id}]");
                Target::Component(id)
            }
            (Some(_), None) => {
                bail!(
                    "{key}.component: not supported by this host as a table; name a [component.ID] by its id"
                )
            }
            (None, Some(response)) => Target::StaticResponse(response),
            _ => bail!("{key}: give it either `component` or `static_response`"),
        };
        Ok(Trigger { route, target })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawComponent {
    source: toml::Value,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    key_value_stores: Vec<String>,
    #[serde(default)]
    sqlite_databases: Vec<String>,
    #[serde(default)]
    files: Vec<toml::Value>,
    #[serde(default)]
    ai_models: Vec<String>,
    #[serde(default)]
    dependencies: toml::Table,
    #[serde(default)]
    dependencies_inherit_configuration: bool,
    #[serde(default)]
    allowed_http_hosts: Vec<String>,
    #[serde(rename = "exclude_files")]
    _exclude_files: Option<toml::Value>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "targets")]
    _targets: Option<toml::Value>,
    #[serde(rename = "build")]
    _build: Option<toml::Value>,
    #[serde(rename = "tool")]
    _tool: Option<toml::Value>,
    #[serde(rename = "profile")]
    _profile: Option<toml::Value>,
}

impl RawComponent {
    fn check(self, key: &str, directory: &Path) -> Result<Component> {
        refuse(key, "files", !self.files.is_empty(), "; components see no file system here")?;
        refuse(key, "ai_models", !self.ai_models.is_empty(), "")?;
        refuse(key, "dependencies", !self.dependencies.is_empty(), "; it does not compose components")?;
        refuse(
            key,
            "dependencies_inherit_configuration",
            self.dependencies_inherit_configuration,
            "; it does not compose components",
        )?;
        refuse(
            key,
            "allowed_http_hosts",
            !self.allowed_http_hosts.is_empty(),
            "; write `allowed_outbound_hosts`",
        )?;
        let toml::Value::String(source) = self.source else {
            bail!("{key}.source: not supported by this host, except the path of a wasm file");
        };
        for name in self.variables.keys() {
            crate::variable_name::check_name(name)
                .map_err(|reason| anyhow::anyhow!("{key}.variables.{name}: {reason}"))?;
        }
        Ok(Component {
            source: directory.join(source),
            variables: self.variables,
            environment: self.environment,
            allowed_outbound_hosts: self.allowed_outbound_hosts,
            key_value_stores: self.key_value_stores,
            sqlite_databases: self.sqlite_databases,
        })
    }
}

fn refuse(key: &str, name: &str, present: bool, hint: &str) -> Result<()> {
    ensure!(!present, "{key}.{name}: not supported by this host{hint}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "spin_manifest_version = 2\n[application]\nname = \"x\"\n";

    fn parse(rest: &str) -> Result<Manifest> {
        Manifest::parse(&format!("{HEAD}{rest}"), Path::new("/app"))
    }

    #[test]
    fn reads_what_the_application_uses() {
        let manifest = parse(
            r#"
            [variables]
            key = { required = true, secret = true }
            mode = { default = "demo" }
            [[trigger.http]]
            route = "/a/..."
            component = "a"
            [[trigger.http]]
            route = { private = true }
            component = "a"
            [[trigger.http]]
            route = "/static"
            static_response = { status_code = 204, headers = { a = "b" } }
            [component.a]
            source = "target/a.wasm"
            sqlite_databases = ["default"]
            allowed_outbound_hosts = ["http://*.spin.internal"]
            [component.a.variables]
            key = "{{ key }}"
            [component.a.build]
            command = "make"
            "#,
        )
        .unwrap();
        assert_eq!(manifest.triggers.len(), 3);
        assert_eq!(manifest.triggers[0].route.as_deref(), Some("/a/..."));
        assert_eq!(manifest.triggers[1].route, None);
        assert_eq!(manifest.components["a"].source, Path::new("/app/target/a.wasm"));
        assert!(manifest.variables["key"].required);
    }

    #[test]
    fn refuses_by_name_what_it_does_not_serve() {
        let component =
            "[[trigger.http]]\nroute = \"/\"\ncomponent = \"a\"\n[component.a]\nsource = \"a.wasm\"\n";
        let cases = [
            (format!("{component}files = [\"x\"]"), "component.a.files"),
            (format!("{component}ai_models = [\"x\"]"), "component.a.ai_models"),
            (format!("{component}allowed_http_hosts = [\"x\"]"), "component.a.allowed_http_hosts"),
            (
                format!("{component}[component.a.dependencies]\n\"x:y\" = \"1\""),
                "component.a.dependencies",
            ),
            (
                "[[trigger.http]]\nroute = \"/\"\ncomponent = \"a\"\n[component.a]\nsource = { url = \"x\", digest = \"y\" }".into(),
                "component.a.source",
            ),
            ("[[trigger.redis]]\nroute = \"/\"\ncomponent = \"a\"".into(), "trigger.redis"),
            (
                "[[trigger.http]]\nroute = \"/\"\ncomponent = \"nobody\"".into(),
                "[component.nobody]",
            ),
            (
                "[[trigger.http]]\nroute = \"/\"\nexecutor = { type = \"wagi\" }\ncomponent = \"a\"".into(),
                "trigger.http[0].executor",
            ),
            ("[[trigger.http]]\nroute = \"/\"".into(), "static_response"),
            (format!("{component}unheard_of = 1"), "unheard_of"),
            ("[application.trigger.http]\nbase = \"/x\"".into(), "application.trigger.http"),
            ("[variables]\na = { }".into(), "trigger.http"),
            (format!("[variables]\nabc = {{ }}\n{component}"), "variables.abc"),
            (format!("[variables]\nA = {{ required = true }}\n{component}"), "variables.A"),
        ];
        for (text, name) in cases {
            let error = format!("{:#}", parse(&text).expect_err(&text));
            assert!(error.contains(name), "{text}: {error}");
        }
    }

    #[test]
    fn only_version_2() {
        let error = Manifest::parse("spin_manifest_version = 1\n[application]\nname=\"x\"", Path::new(""))
            .unwrap_err();
        assert!(error.to_string().contains("spin_manifest_version"));
    }
}
