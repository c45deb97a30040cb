//! What others make of the OpenAPI document: two generators of clients, whose output compiles, and two linters.

use feiqian_tests::bundle::repository;
use feiqian_tests::{node, python};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

const FOLDER: &str = "tests/generators";

fn document() -> String {
    repository().join("components/docs/assets/openapi.json").to_str().expect("a path").to_owned()
}

/// Everything that a program has printed, if it has not failed.
fn printed(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

/// How many files below a folder end like this.
fn count(folder: &Path, extension: &str) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.is_dir() {
            true => count(&path, extension),
            false => usize::from(path.extension().is_some_and(|ends| ends == extension)),
        })
        .sum()
}

#[test]
fn openapi_python_client_makes_a_client_without_a_warning() {
    let environment = python::environment(FOLDER);
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("client");
    let config = repository().join(FOLDER).join("python-client.yaml");
    let (document, config) = (document(), config.to_str().unwrap().to_owned());
    let arguments = ["generate", "--path", &document, "--config", &config, "--meta", "none", "--output-path"];
    let arguments = [&arguments[..], &[client.to_str().unwrap()]].concat();
    let said = printed(&environment.run(folder.path(), "openapi_python_client", &arguments, &[]));
    assert!(!said.to_lowercase().contains("warning"), "{said}");
    printed(&environment.run(folder.path(), "compileall", &["-q", "client"], &[]));
    assert!(count(&client, "py") > 150, "{said}");
}

#[test]
fn typescript_fetch_makes_a_client_that_compiles() {
    let (environment, project) = (python::environment(FOLDER), node::project(FOLDER));
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("client");
    let arguments = ["generate", "-g", "typescript-fetch", "-i", &document(), "-o", client.to_str().unwrap()];
    printed(&environment.run(&repository().join(FOLDER), "generator", &arguments, &[]));
    let index = client.join("index.ts");
    let compiler = ["--strict", "--noEmit", "--target", "es2022", "--module", "es2022"];
    let arguments = [&compiler[..], &["--moduleResolution", "bundler", index.to_str().unwrap()]].concat();
    project.run("node_modules/typescript/bin/tsc", &arguments);
    assert!(count(&client, "ts") > 50);
}

#[test]
fn redocly_finds_no_problem() {
    let project = node::project(FOLDER);
    let arguments = ["lint", &document(), "--config", "redocly.yaml", "--format", "json"];
    let said = project.run("node_modules/@redocly/cli/bin/cli.js", &arguments);
    let report = said.find('{').and_then(|at| serde_json::from_str::<Value>(&said[at..]).ok());
    let report = report.unwrap_or_else(|| panic!("{said}"));
    assert_eq!(report["problems"], serde_json::json!([]), "{said}");
}

#[test]
fn spectral_finds_no_problem() {
    let project = node::project(FOLDER);
    let arguments =
        ["lint", &document(), "--ruleset", "spectral.yaml", "--fail-severity", "hint", "--format", "json"];
    let said = project.run("node_modules/@stoplight/spectral-cli/dist/index.js", &arguments);
    assert!(said.trim_start().starts_with("[]"), "{said}");
}
