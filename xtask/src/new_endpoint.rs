//! `cargo xtask new-endpoint COMPONENT METHOD PATH`: what a new endpoint needs besides its own words, written into place.

mod part;

use crate::workspace::root;
use anyhow::{Context, Result, bail, ensure};
use part::Part;
use std::fs;
use std::path::Path;

#[derive(clap::Args)]
pub struct Arguments {
    /// A component of a contract, for instance `catalog`.
    component: String,
    /// For instance `GET`.
    method: String,
    /// As the router knows it, for instance `/currency_list`; a parameter stands in braces.
    path: String,
    /// The repository to write to, if not this one.
    #[arg(long, hide = true)]
    root: Option<std::path::PathBuf>,
}

/// `cargo xtask new-endpoint`
pub fn run(arguments: &Arguments) -> Result<()> {
    let root = arguments.root.as_deref().unwrap_or(root());
    let endpoint = New::of(&arguments.component, &arguments.method, &arguments.path)?;
    let changes = endpoint.changes(root)?;
    for (file, text) in &changes {
        fs::write(root.join(file), text).with_context(|| file.clone())?;
    }
    let written: Vec<&str> = changes.iter().map(|(file, _)| file.as_str()).collect();
    println!(
        "{}\n\nFill in, in this order: docs/spec/{}, components/{}/src/{}.rs, {}, {}; then `cargo fmt`, `cargo xtask docs` and\n\
         `cargo xtask test --package feiqian-tests --test openapi`.",
        written.join("\n"),
        endpoint.part.specification,
        endpoint.component,
        endpoint.module,
        endpoint.test_file(),
        endpoint.part.document,
    );
    Ok(())
}

/// An endpoint that is to be.
#[derive(Debug)]
struct New {
    component: String,
    method: String,
    path: String,
    /// The name of its file and its function.
    module: String,
    part: &'static Part,
}

impl New {
    fn of(component: &str, method: &str, path: &str) -> Result<Self> {
        let part = Part::of(component).with_context(|| {
            format!("{component} is no component of a contract: {}", Part::components().join(", "))
        })?;
        let method = method.to_uppercase();
        ensure!(part.methods.contains(&method.as_str()), "{component} takes {}", part.methods.join(", "));
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_/{}".contains(&byte);
        ensure!(
            path.starts_with(part.prefix) && !path.ends_with('/') && path.bytes().all(is_plain),
            "a path of {component} begins with {} and has lower-case letters, digits, - and _",
            part.prefix
        );
        let words: Vec<&str> = path[part.prefix.len()..]
            .split(|char: char| !char.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let module = words.join("_");
        ensure!(module.starts_with(|char: char| char.is_ascii_lowercase()), "{path} gives no name");
        let (component, path) = (component.to_owned(), path.to_owned());
        Ok(New { component, method, path, module, part })
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// `currencyList`
    fn operation_id(&self) -> String {
        let mut words = self.module.split('_');
        let mut id = words.next().unwrap_or_default().to_owned();
        for word in words {
            id.push_str(&word[..1].to_uppercase());
            id.push_str(&word[1..]);
        }
        id
    }

    fn test_file(&self) -> String {
        let folder = if self.has_one_test_program() { "tests/handlers" } else { "tests" };
        format!("components/{}/{folder}/{}.rs", self.component, self.module)
    }

    /// Whether the component's tests are modules of one program.
    fn has_one_test_program(&self) -> bool {
        matches!(self.component.as_str(), "catalog" | "customer")
    }

    /// Every file that is written, with its whole text.
    ///
    /// # Errors
    /// If the endpoint is there, or a file has not the form that is expected.
    fn changes(&self, root: &Path) -> Result<Vec<(String, String)>> {
        let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| file.to_owned());
        let source = format!("components/{}/src/{}.rs", self.component, self.module);
        let library = format!("components/{}/src/lib.rs", self.component);
        for file in [&source, &self.test_file()] {
            ensure!(!root.join(file).exists(), "{file} is there already");
        }
        let document = self.part.document;
        let mut changes = vec![
            (source, (self.part.source)(self)),
            (library.clone(), self.registered(&read(&library)?).context(library)?),
            (document.to_owned(), self.documented(&read(document)?).context(document)?),
            ("docs/routes.md".to_owned(), self.listed(&read("docs/routes.md")?).context("docs/routes.md")?),
            (self.test_file(), (self.part.test)(self)),
        ];
        if let Some(manifest) = self.routed(&read("spin.toml")?).context("spin.toml")? {
            changes.push(("spin.toml".to_owned(), manifest));
        }
        if self.has_one_test_program() {
            let program = format!("components/{}/tests/handlers/main.rs", self.component);
            changes.push((program.clone(), with_module(&read(&program)?, "mod ", &self.module)?));
        }
        Ok(changes)
    }

    /// `lib.rs` with the module and the route.
    fn registered(&self, library: &str) -> Result<String> {
        let library = with_module(library, self.part.module, &self.module)?;
        let start = library.find("pub static ROUTES: [").context("no list of routes")?;
        let (before, list) = library.split_at(start);
        let (head, body) = list.split_once("] = [\n").context("no list of routes")?;
        let (kind, count) = head.rsplit_once("; ").context("no length of the list of routes")?;
        let count: usize = count.parse().context("no length of the list of routes")?;
        let (routes, after) = body.split_once("\n];").context("no end of the list of routes")?;
        let module = &self.module;
        let parameters = self.part.closure;
        let route =
            format!("    Route::new(&{module}::ENDPOINT, {parameters} Box::pin({module}::{module}(call))),");
        Ok(format!("{before}{kind}; {}] = [\n{routes}\n{route}\n];{after}", count + 1))
    }

    /// The part's document with the operation at its end.
    fn documented(&self, document: &str) -> Result<String> {
        let key = format!("  {}:", self.name());
        ensure!(document.contains("\noperations:\n"), "no operations");
        ensure!(!document.lines().any(|line| line == key), "{} is there already", self.name());
        let operation = (self.part.operation)(self);
        Ok(format!("{}\n{key}\n    id: {}\n{operation}", document.trim_end(), self.operation_id()))
    }

    /// The list of routes with a row at the end of the part's table.
    fn listed(&self, routes: &str) -> Result<String> {
        let heading = format!("## {}\n", self.part.heading);
        let start = routes.find(&heading).with_context(|| format!("no {heading}"))?;
        let section = &routes[start..];
        let table = section.find("|---|---|---|\n").context("no table")?;
        let end = section[table..].find("\n\n").map_or(section.len(), |end| table + end) + start;
        let (before, after) = routes.split_at(end);
        let row = format!("| `{}` | `{}` | Say what it does |", self.name(), self.component);
        Ok(format!("{}\n{row}{after}", before.trim_end()))
    }

    /// The manifest with the route, if none of it leads to the component yet.
    fn routed(&self, manifest: &str) -> Result<Option<String>> {
        let fixed = self.path.split('{').next().unwrap_or_default().trim_end_matches('/');
        let leads = |route: &str, component: &str| {
            let text = format!("route = \"{route}\"\ncomponent = \"{component}\"\n");
            manifest.contains(&text)
        };
        let wildcards = fixed.match_indices('/').map(|(at, _)| format!("{}/...", &fixed[..at]));
        let mut wildcards = wildcards.filter(|route| route != "/...");
        if leads(fixed, &self.component) || wildcards.any(|route| leads(&route, &self.component)) {
            return Ok(None);
        }
        if manifest.contains(&format!("route = \"{fixed}\"\n")) {
            bail!("{fixed} leads to another component");
        }
        let section = format!("[component.{}]\n", self.component);
        let at = manifest.find(&section).with_context(|| format!("no {section}"))?;
        let (before, after) = manifest.split_at(at);
        let route = if self.path.contains('{') { format!("{fixed}/...") } else { fixed.to_owned() };
        let trigger =
            format!("[[trigger.http]]\nroute = \"{route}\"\ncomponent = \"{}\"\n\n", self.component);
        Ok(Some([before, &trigger, after].concat()))
    }
}

/// A text with the module in the alphabetical order of those that are there.
fn with_module(text: &str, keyword: &str, module: &str) -> Result<String> {
    let line = format!("{keyword}{module};");
    let name = |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ").map(str::to_owned);
    ensure!(
        !text.lines().any(|other| name(other) == Some(format!("{module};"))),
        "{module} is there already"
    );
    let mut lines: Vec<&str> = text.lines().collect();
    let modules: Vec<usize> = (0..lines.len()).filter(|at| name(lines[*at]).is_some()).collect();
    let last = *modules.last().context("no modules")?;
    let after = modules.iter().find(|at| name(lines[**at]) > Some(format!("{module};")));
    lines.insert(after.copied().unwrap_or(last + 1), &line);
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests;
