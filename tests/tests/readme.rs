//! The README's own requests, as they stand, against a running bundle.

use feiqian_tests::Bundle;
use feiqian_tests::bundle::repository;
use std::process::Command;

/// A command of the README and the output printed below it.
struct Shown {
    command: String,
    output: String,
}

/// Every `sh` block that an output follows.
fn shown() -> Vec<Shown> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let mut shown = Vec::new();
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        if line != "```sh" {
            continue;
        }
        let command: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if matches!(lines.peek(), Some(&"```json" | &"```text")) {
            lines.next();
            let output: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            shown.push(Shown { command: command.join("\n"), output: output.join("\n") });
        }
    }
    shown
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

#[test]
fn every_command_of_the_readme_prints_what_stands_below_it() {
    let bundle = Bundle::start();
    let xtask = std::env::var("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let shown = shown();
    for Shown { command, output } in &shown {
        // The bundle of this test listens elsewhere, and xtask is built already.
        let here = command.replace("127.0.0.1:3000", &bundle.address().to_string());
        let here = here.replace("cargo xtask", &format!("'{xtask}'"));
        let printed = Command::new("sh").args(["-c", &here]).output().unwrap();
        let printed = String::from_utf8(printed.stdout).unwrap();
        assert!(matches(printed.trim_end(), output), "{command}\nprinted\n{printed}\ninstead of\n{output}");
    }
    assert!(shown.len() >= 5, "the README shows {} commands with their output", shown.len());
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
