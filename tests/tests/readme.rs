//! The commands of the README and of the guides in `docs/`, as they stand, against a running bundle; and the tables of the
//! guides beside what they are about.

use feiqian_tests::Bundle;
use feiqian_tests::bundle::repository;
use std::collections::BTreeSet;
use std::process::Command;

/// Where the pages suppose the bundle, and xtask.
const ADDRESS: &str = "127.0.0.1:3000";
const XTASK: &str = "cargo xtask";

/// A `sh` block of a page and the output printed below it, if any.
struct Shown {
    command: String,
    output: Option<String>,
}

/// Every `sh` block of a page. An output is a block of `json` or `text` that follows at once.
fn shown(page: &str) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line != "```sh" {
            continue;
        }
        let command: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let output = matches!(lines.peek(), Some(&"```json" | &"```text")).then(|| {
            lines.next();
            lines.by_ref().take_while(|line| *line != "```").collect::<Vec<_>>().join("\n")
        });
        shown.push(Shown { command: command.join("\n"), output });
    }
    shown
}

/// Runs a command against the bundle of this test, which listens elsewhere, with the xtask that is built already, and
/// gives what it prints as if all were where the pages suppose it.
fn run(bundle: &Bundle, command: &str) -> String {
    let xtask = std::env::var("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let address = bundle.address().to_string();
    let sign = format!("'{xtask}' sign --base 'http://{address}'");
    let here = command.replace(&format!("{XTASK} sign"), &sign);
    let here = here.replace(ADDRESS, &address).replace(XTASK, &format!("'{xtask}'"));
    let output = Command::new("sh").args(["-c", &here]).current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().replace(&address, ADDRESS)
}

fn assert_prints(bundle: &Bundle, page: &str, command: &str, output: &str) {
    let printed = run(bundle, command);
    assert!(
        matches(printed.trim_end(), output),
        "{page}: {command}\nprinted\n{printed}\ninstead of\n{output}"
    );
}

/// Whether `text` is `expected`, in which `…` stands for anything.
fn matches(text: &str, expected: &str) -> bool {
    let mut pieces = expected.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut open = false;
    for piece in pieces {
        open = piece.is_empty();
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    open || rest.is_empty()
}

/// What the README shows without an output builds or never ends; it is run by other tests, or by hand.
#[test]
fn every_command_of_the_readme_prints_what_stands_below_it() {
    let bundle = Bundle::start();
    let commands = ["README.md", "README.zh-CN.md"].map(|page| {
        let shown = shown(&read(page));
        let with_output = shown.iter().filter_map(|one| Some((&one.command, one.output.as_ref()?)));
        let commands: Vec<String> = with_output
            .map(|(command, output)| {
                assert_prints(&bundle, page, command, output);
                command.clone()
            })
            .collect();
        assert!(commands.len() >= 3, "{page} shows {commands:?} with their output");
        commands
    });
    assert_eq!(commands[0], commands[1], "both languages show the same");
}

fn read(page: &str) -> String {
    std::fs::read_to_string(repository().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// A table's rows: the text of each cell.
fn rows(page: &str) -> Vec<Vec<String>> {
    let lines = page.lines().filter(|line| line.starts_with("| "));
    lines
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The names in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// A variable that nobody can look up, and one that no longer exists.
#[test]
fn the_table_of_variables_is_the_manifests() {
    let manifest = read("spin.toml");
    let declared: BTreeSet<(String, String)> = manifest
        .lines()
        .filter_map(|line| line.split_once(" = { default = \""))
        .map(|(name, rest)| {
            let (default, rest) = rest.split_once('"').unwrap();
            let default = if default.is_empty() { "empty".to_owned() } else { format!("`{default}`") };
            (name.to_owned(), if rest.contains("secret = true") { default + ", secret" } else { default })
        })
        .collect();
    let page = read("docs/configuration.md");
    let (_, all) = page.split_once("## All variables").unwrap();
    let documented: BTreeSet<(String, String)> = rows(all)
        .iter()
        .filter(|row| row.len() == 3 && row[0].starts_with('`'))
        .flat_map(|row| quoted(&row[0]).map(|name| (name.to_owned(), row[1].clone())))
        .collect();
    assert!(declared.len() > 40, "{} variables", declared.len());
    assert_eq!(documented, declared);
}

#[test]
fn the_table_of_routes_is_the_documents() {
    let document = read("components/docs/assets/openapi.json");
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let served: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, operations)| {
            let methods =
                operations.as_object().unwrap().iter().filter(|(_, one)| one.get("responses").is_some());
            methods.map(move |(method, _)| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let page = read("docs/routes.md");
    let rows: Vec<Vec<String>> = rows(&page).into_iter().filter(|row| row[0].starts_with('`')).collect();
    let listed: BTreeSet<String> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    assert_eq!(listed, served);
    for row in rows {
        let folder = format!("components/{}", row[1].trim_matches('`'));
        assert!(repository().join(&folder).is_dir(), "{folder}");
    }
}

/// A guide shows its commands in the order in which they work, each with its output.
#[test]
fn every_command_of_the_guides_prints_what_stands_below_it() {
    let mut count = 0;
    for entry in std::fs::read_dir(repository().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let page = path.file_name().unwrap().to_string_lossy().into_owned();
        let bundle = Bundle::start();
        for Shown { command, output } in shown(&std::fs::read_to_string(&path).unwrap()) {
            let output = output.unwrap_or_else(|| panic!("{page}: {command}\nhas no output"));
            assert_prints(&bundle, &page, &command, &output);
            count += 1;
        }
        bundle.assert_invariants();
    }
    assert!(count >= 15, "the guides show {count} commands");
}

/// A link that leads nowhere, and a guide that nobody finds.
#[test]
fn the_pages_lead_to_each_other() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    for name in ["clients/typescript", "clients/python", "clients/php", "clients/rust"] {
        assert!(readme.contains(&format!("](docs/{name}.md)")), "the README leads to docs/{name}.md");
        let path = repository().join(format!("docs/{name}.md"));
        let page = std::fs::read_to_string(&path).unwrap();
        for target in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            assert!(path.parent().unwrap().join(target).exists(), "docs/{name}.md: {target}");
        }
    }
    // Whatever a link leads to, `house.rs` looks whether it is there.
    for entry in std::fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            assert!(readme.contains(&format!("](docs/{name})")), "the README leads to docs/{name}");
        }
    }
    let chinese = read("README.zh-CN.md");
    assert!(readme.contains("](README.zh-CN.md)") && chinese.contains("](README.md)"));
    assert!(chinese.contains("](docs/quick-start.zh-CN.md)"));
}

#[test]
fn an_ellipsis_stands_for_anything_and_nothing_else_does() {
    assert!(
        matches("abc", "abc") && matches("abc", "a…c") && matches("abc", "a…") && matches("abcd", "a…c…")
    );
    assert!(
        !matches("abc", "ab") && !matches("abc", "…b") && !matches("abc", "b…") && !matches("abc", "a…d")
    );
}
