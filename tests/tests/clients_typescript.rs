//! The TypeScript library: strict types, its own tests on the vectors, the failures, the examples as they stand; in Node.js and in
//! Deno.

use feiqian_tests::bundle::repository;
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, assert_marked_notices, bundle,
    calls_of_the_page, copy_tree, every_operation, first_example, run, vectors, wallet_token,
};
use feiqian_tests::node::{self, Project};
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

/// The library, checked by `tsc --strict` and compiled, with its tests and examples.
static BUILT: LazyLock<Project> = LazyLock::new(|| {
    let project = node::project("clients/typescript");
    for folder in ["src", "test", "examples"] {
        copy_tree(&repository().join("clients/typescript").join(folder), &project.folder().join(folder));
    }
    for folder in ["dist", "build"] {
        let _ = fs::remove_dir_all(project.folder().join(folder));
    }
    // What the reference page shows is compiled with the examples.
    fs::create_dir_all(project.folder().join("examples/calls")).unwrap();
    for (name, call) in calls_of_the_page("typescript", "http://127.0.0.1:3000") {
        fs::write(project.folder().join(format!("examples/calls/{name}.ts")), call).unwrap();
    }
    let compiler = "node_modules/typescript/bin/tsc";
    project.run(compiler, &["--project", "tsconfig.build.json"]);
    project.run(compiler, &["--project", "tsconfig.json"]);
    project
});

#[test]
fn the_types_are_those_of_the_openapi_document() {
    assert_generated();
    let project = &*BUILT;
    let folder = tempfile::tempdir().unwrap();
    let (view, types) = (folder.path().join("view.json"), folder.path().join("openapi.ts"));
    let mut generate = Command::new("node");
    generate.args(["clients/generate/generate.mjs", "--view"]).arg(&view);
    run(generate.current_dir(repository()), "node");
    let flags = ["--alphabetize", "--default-non-nullable=false", "--output"];
    let arguments = [&[view.to_str().unwrap()][..], &flags[..], &[types.to_str().unwrap()][..]].concat();
    project.run("node_modules/openapi-typescript/bin/cli.js", &arguments);
    let committed = repository().join("clients/typescript/src/openapi.ts");
    let command =
        "openapi-typescript VIEW --alphabetize --default-non-nullable=false --output src/openapi.ts";
    assert!(fs::read(&types).unwrap() == fs::read(committed).unwrap(), "src/openapi.ts is stale: {command}");
}

#[test]
fn its_own_tests_pass() {
    let mut tests = Command::new("node");
    tests.args(["--test", "--test-reporter=tap", "build/test/client.test.js", "build/test/vectors.test.js"]);
    let printed = run(tests.current_dir(BUILT.folder()).env("FEIQIAN_VECTORS", vectors()), "node");
    assert!(printed.contains("# fail 0") && !printed.contains("# pass 0"), "{printed}");
}

/// Deno, with the built library as the module `feiqian`: it fetches nothing and reaches loopback only.
fn deno(command: &str) -> Command {
    let installed = node::project("tests/deno");
    let imports = BUILT.folder().join("build/imports.json");
    fs::write(&imports, r#"{"imports":{"feiqian":"../dist/index.js"}}"#).unwrap();
    let mut deno = Command::new("node");
    deno.arg(installed.folder().join("node_modules/deno/bin.cjs"));
    deno.args([command, "--no-remote", "--no-npm", "--no-lock", "--no-config", "--import-map"]).arg(imports);
    deno.args(["--allow-net=127.0.0.1", "--allow-env", "--allow-read"]);
    deno.current_dir(BUILT.folder()).env("DENO_DIR", installed.folder().join("cache"));
    deno.env("DENO_NO_UPDATE_CHECK", "1").env("NO_COLOR", "1");
    deno
}

#[test]
fn its_own_tests_pass_in_deno() {
    let mut tests = deno("test");
    tests.args(["build/test/client.test.js", "build/test/vectors.test.js"]);
    let printed = run(tests.env("FEIQIAN_VECTORS", vectors()), "node");
    assert!(printed.contains(" passed | 0 failed") && !printed.contains("| 0 passed"), "{printed}");
}

#[test]
fn failures_and_examples_in_deno() {
    let (bundle, failures) = (bundle(), Failures::start());
    let base = bundle.url("");

    let mut table = deno("run");
    table.arg("build/test/failures.js").arg(Failures::file()).args([&base, &failures.url(), &wallet_token()]);
    failures.assert(&run(&mut table, "node"));

    let first = first_example("typescript", "examples/first.ts", "import", &bundle);
    fs::write(BUILT.folder().join("build/first-deno.mjs"), first).unwrap();
    let printed = run(deno("run").arg("build/first-deno.mjs"), "node");
    assert!(printed.contains("pay 300.00 CNY into"), "{printed}");

    let _hurry = Hurry::start(&bundle);
    for (example, expected) in
        [("shop", "paid 300.00 for shop-"), ("payouts", "paid 12.50 USD and 10.25 fee")]
    {
        let mut program = deno("run");
        program.arg(format!("build/examples/{example}.js")).env("FEIQIAN_URL", &base);
        let printed = run(&mut program, "node");
        assert!(printed.contains(expected), "{example}: {printed}");
    }
    bundle.assert_invariants();
}

#[test]
fn failures_and_examples_against_the_bundle() {
    let project = &*BUILT;
    let (bundle, failures) = (bundle(), Failures::start());
    assert_marked_notices(&bundle);
    let base = bundle.url("");

    let table = Failures::file();
    let arguments = [table.to_str().unwrap(), &base, &failures.url(), &wallet_token()];
    failures.assert(&project.run("build/test/failures.js", &arguments));

    let every = every_operation();
    let file = project.folder().join("build/every.json");
    fs::write(&file, serde_json::to_string(&every).unwrap()).unwrap();
    let arguments = [file.to_str().unwrap(), &base, "", &wallet_token()];
    assert_every_operation(&every, &project.run("build/test/failures.js", &arguments));

    let first = first_example("typescript", "examples/first.ts", "import", &bundle);
    fs::write(project.folder().join("build/first.mjs"), first).unwrap();
    let printed = project.run("build/first.mjs", &[]);
    assert!(printed.contains("pay 300.00 CNY into"), "{printed}");

    let _hurry = Hurry::start(&bundle);
    for (example, expected) in
        [("shop", "paid 300.00 for shop-"), ("payouts", "paid 12.50 USD and 10.25 fee")]
    {
        let mut node = Command::new("node");
        node.arg(format!("build/examples/{example}.js")).env("FEIQIAN_URL", &base);
        let printed = run(node.current_dir(project.folder()), "node");
        assert!(printed.contains(expected), "{example}: {printed}");
    }
    bundle.assert_invariants();
}
