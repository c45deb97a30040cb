//! The repository reads as one: what a text refers to is there.

use feiqian_tests::bundle::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Folders of other people's files, and of what is made.
const NOT_OURS: [&str; 8] =
    ["target", ".git", "node_modules", "vendor", "golden", "upgrade", "corpus", ".venv"];

/// The files below a folder whose names end in one of these.
fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name) {
                files(&path, extensions, found);
            }
        } else if path.extension().and_then(OsStr::to_str).is_some_and(|ends| extensions.contains(&ends)) {
            found.push(path);
        }
    }
}

fn ours(extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(repository(), extensions, &mut found);
    found.sort();
    assert!(!found.is_empty());
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The numbers of a specification's headings: `## 2. …`, `### 8.6 GET …, 8.7 GET …`.
fn sections(specification: &str) -> BTreeSet<String> {
    let headings = specification.lines().filter(|line| line.starts_with('#'));
    let words = headings.flat_map(|line| line.split([' ', ','])).map(|word| word.trim_end_matches('.'));
    words.filter(|word| is_number(word)).map(str::to_owned).collect()
}

fn is_number(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The sections that a text names after `NAME.md`: `cashier.md §8.6–8.9`, `wallet.md §2.3 to §2.5`, `§1 and §2`.
fn citations(text: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, after) in text.match_indices(name).map(|(at, _)| text.split_at(at + name.len())) {
        let after = after.trim_start_matches(['`', ' ', ',']);
        let Some(list) = after.strip_prefix('§') else {
            continue;
        };
        let end = list.find(|char: char| !(char.is_ascii_digit() || ". –-,§andto".contains(char)));
        let list = &list[..end.unwrap_or(list.len())];
        let numbers = list.split(|char: char| !(char.is_ascii_digit() || char == '.'));
        found.extend(
            numbers.map(|number| number.trim_matches('.')).filter(|n| is_number(n)).map(str::to_owned),
        );
    }
    found
}

#[test]
fn every_section_that_is_cited_exists() {
    let specifications: BTreeMap<&str, BTreeSet<String>> =
        ["cashier.md", "wallet.md", "payee.md", "outbox.md"]
            .map(|name| (name, sections(&read(&repository().join("docs/spec").join(name)))))
            .into();
    let mut cited = 0;
    for file in ours(&["rs", "sql", "toml", "yaml", "mjs", "md", "py"]) {
        let text = read(&file);
        for (name, sections) in &specifications {
            for section in citations(&text, name) {
                assert!(sections.contains(&section), "{}: {name} §{section} does not exist", file.display());
                cited += 1;
            }
        }
    }
    assert!(cited > 50, "{cited} citations");
}

/// The headings of a text as its renderers name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
            kept.map(|char| if char == ' ' { '-' } else { char }).collect()
        })
        .collect()
}

/// A text without its code, in which brackets are no links.
fn prose(text: &str) -> String {
    let outside = |(at, part)| (at % 2 == 0).then_some(part);
    let unfenced: String = text.split("```").enumerate().filter_map(outside).collect();
    unfenced.split('`').enumerate().filter_map(outside).collect()
}

#[test]
fn every_link_between_texts_leads_somewhere() {
    let mut followed = 0;
    for file in ours(&["md"]) {
        let text = prose(&read(&file));
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', ' ', '\n']).next().unwrap_or_default();
            if target.contains("://") || target.starts_with("mailto:") || target.is_empty() {
                continue;
            }
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let there = match path {
                "" => file.clone(),
                path => file.parent().expect("a folder").join(path),
            };
            assert!(there.exists(), "{}: {target} does not exist", file.display());
            if !anchor.is_empty() && there.extension().is_some_and(|ends| ends == "md") {
                assert!(
                    anchors(&read(&there)).contains(anchor),
                    "{}: {target} has no such heading",
                    file.display()
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 30, "{followed} links");
}
