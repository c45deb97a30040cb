//! The PHP library: strict types, its own tests on the vectors, the failures, the examples as they stand.
//!
//! PHP and the interfaces of PSR come from Debian's packages.

use feiqian_tests::bundle::repository;
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, assert_marked_notices, bundle,
    calls_of_the_page, copy_tree, every_operation, first_example, output, run, vectors, wallet_token,
};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

const PACKAGES: [&str; 5] =
    ["php-cli", "php-curl", "php-nyholm-psr7", "php-psr-http-client", "php-psr-http-factory"];

static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| library("target/tools/php-client"));

/// A copy of the library with its tests and examples, and the autoloader where Composer would put it.
fn library(folder: &str) -> PathBuf {
    install();
    let folder = repository().join(folder);
    for name in ["src", "tests", "examples"] {
        copy_tree(&repository().join("clients/php").join(name), &folder.join(name));
    }
    fs::create_dir_all(folder.join("vendor")).unwrap();
    let loader = "<?php\n\nrequire __DIR__ . '/../tests/autoload.php';\n";
    fs::write(folder.join("vendor/autoload.php"), loader).unwrap();
    folder
}

fn is_installed() -> bool {
    let needed = "exit(PHP_VERSION_ID >= 80100 && extension_loaded('curl') && is_file('/usr/share/php/Nyholm/Psr7/autoload.php') \
                  && is_file('/usr/share/php/Psr/Http/Client/autoload.php') ? 0 : 1);";
    Command::new("php").args(["-r", needed]).output().is_ok_and(|output| output.status.success())
}

/// Installs PHP where this may be done without asking: as root, on Debian.
fn install() {
    if is_installed() {
        return;
    }
    let advice =
        format!("the tests of clients/php need PHP 8.1 or later: apt-get install {}", PACKAGES.join(" "));
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    assert!(is_root, "{advice}");
    for arguments in [&["update", "--quiet"][..], &["install", "--yes", "--no-install-recommends"]] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        if arguments[0] == "install" {
            apt.args(PACKAGES);
        }
        let printed = output(&mut apt, "apt-get");
        assert!(printed.status.success(), "{advice}\n{}", String::from_utf8_lossy(&printed.stderr));
    }
    assert!(is_installed(), "{advice}");
}

fn php(script: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut php = Command::new("php");
    php.args(["-d", "error_reporting=-1", "-d", "display_errors=stderr"]).arg(script).args(arguments);
    run(php.current_dir(&*LIBRARY).envs(variables.iter().copied()), "php")
}

#[test]
fn everything_is_typed_and_up_to_date() {
    assert_generated();
    let printed = php("tests/strict.php", &[], &[]);
    assert!(printed.contains("methods are typed"), "{printed}");
}

/// PHPStan is in none of the registries that this test installs from: it runs where the maintainer has installed it
/// (clients/php/README.md, "Development").
#[test]
fn phpstan_finds_nothing_at_its_highest_level() {
    if Command::new("phpstan").arg("--version").output().is_err() {
        eprintln!("PHPStan is not on the PATH: clients/php is not analysed");
        return;
    }
    let folder = library("target/tools/php-analysis");
    fs::copy(repository().join("clients/php/phpstan.neon"), folder.join("phpstan.neon")).unwrap();
    let cache = folder.join("cache");
    fs::create_dir_all(&cache).unwrap();
    let analyse = || {
        let mut phpstan = Command::new("phpstan");
        phpstan.args(["analyse", "--no-progress", "--memory-limit=2G", "--error-format=raw"]);
        let output = output(phpstan.current_dir(&folder).env("TMPDIR", &cache), "phpstan");
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };

    // The control: it sees a wrong type, and what only a PHP newer than 8.1 has.
    let control = folder.join("examples/control.php");
    fs::write(&control, "<?php\n\necho strlen(intdiv(1, 1)), (int) json_validate('1');\n").unwrap();
    let (status, found) = analyse();
    assert_eq!(status, Some(1), "{found}");
    assert!(
        found.contains("control.php:3:Parameter #1 $string of function strlen expects string, int"),
        "{found}"
    );
    assert!(found.contains("control.php:3:Function json_validate not found"), "{found}");
    fs::remove_file(control).unwrap();

    assert_eq!(analyse(), (Some(0), String::new()));
}

#[test]
fn its_own_tests_pass() {
    let printed = php("tests/vectors.php", &[], &[("FEIQIAN_VECTORS", vectors().to_str().unwrap())]);
    let count = printed.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
    assert!(count >= 250, "{printed}");
}

#[test]
fn failures_and_examples_against_the_bundle() {
    let (bundle, failures) = (bundle(), Failures::start());
    assert_marked_notices(&bundle);
    let base = bundle.url("");

    let table = Failures::file();
    let arguments = [table.to_str().unwrap(), &base, &failures.url(), &wallet_token()];
    failures.assert(&php("tests/failures.php", &arguments, &[]));

    let every = every_operation();
    let file = LIBRARY.join("every.json");
    fs::write(&file, serde_json::to_string(&every).unwrap()).unwrap();
    let arguments = [file.to_str().unwrap(), &base, "", &wallet_token()];
    assert_every_operation(&every, &php("tests/failures.php", &arguments, &[]));

    let first = first_example("php", "examples/first.php", "require", &bundle);
    fs::write(LIBRARY.join("examples/readme.php"), first).unwrap();
    let printed = php("examples/readme.php", &[], &[]);
    assert!(printed.contains("pay 300.00 CNY into"), "{printed}");

    // What the reference page shows: an answer, or a refusal of the bundle.
    for (name, call) in calls_of_the_page("php", &base) {
        fs::write(LIBRARY.join("call.php"), call).unwrap();
        let mut php = Command::new("php");
        php.args(["-d", "display_errors=stderr", "call.php"]).env("WALLET_TOKEN", wallet_token());
        let output = output(php.current_dir(&*LIBRARY), "php");
        let complaints = String::from_utf8_lossy(&output.stderr);
        let is_refused = complaints.contains("Uncaught Feiqian\\Exception\\")
            && !complaints.contains("InvalidArgument")
            && !complaints.contains("SignatureRefused");
        assert!(output.status.success() || is_refused, "{name}: {complaints}");
    }

    let _hurry = Hurry::start(&bundle);
    for (example, expected) in
        [("shop", "paid 300.00 for shop-"), ("payouts", "paid 12.50 USD and 10.25 fee")]
    {
        let printed = php(&format!("examples/{example}.php"), &[], &[("FEIQIAN_URL", &base)]);
        assert!(printed.contains(expected), "{example}: {printed}");
    }
    bundle.assert_invariants();
}
