//! The commands of the README and of the guides in `docs/`, as they stand, against a running bundle.

use feiqian_tests::Bundle;
use feiqian_tests::bundle::repository;
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

/// What the README shows without an output builds, deploys or never ends; it is run by other tests, or by hand.
#[test]
fn every_command_of_the_readme_prints_what_stands_below_it() {
    let bundle = Bundle::start();
    let shown = shown(&std::fs::read_to_string(repository().join("README.md")).unwrap());
    let with_output = shown.iter().filter_map(|one| Some((&one.command, one.output.as_ref()?)));
    let count =
        with_output.map(|(command, output)| assert_prints(&bundle, "README.md", command, output)).count();
    assert!(count >= 5, "the README shows {count} commands with their output");
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
    for name in [
        "quick-start",
        "cashier",
        "wallet",
        "payee",
        "hub",
        "payout-provider",
        "webhooks",
        "errors",
        "retries",
        "production",
        "upgrade",
    ] {
        assert!(readme.contains(&format!("](docs/{name}.md)")), "the README leads to docs/{name}.md");
        let page = std::fs::read_to_string(repository().join(format!("docs/{name}.md"))).unwrap();
        for target in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_file = repository().join("docs").join(target).is_file();
            assert!(is_file || target.starts_with("http"), "docs/{name}.md: {target}");
        }
    }
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
