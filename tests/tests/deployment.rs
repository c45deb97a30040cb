//! What is deployed: the manifests and the components themselves, and the files of `deploy/` and `.github/` by the checkers
//! of those who read them.

use feiqian_tests::bundle::repository;
use feiqian_tests::programs::{PATIENCE, Running, find, free_port, printed, replaced};
use feiqian_tests::python::{self, Environment};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Spin 4.1 links SDK 7 components by this export; another version would not be served.
const EXPORT: &[u8] = b"wasi:http/handler@0.3.0";

fn manifest(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The values of a key, in order: `source = "…"`.
fn values<'m>(manifest: &'m str, key: &str) -> Vec<&'m str> {
    let start = format!("{key} = \"");
    manifest.lines().filter_map(|line| line.trim().strip_prefix(&start)?.strip_suffix('"')).collect()
}

#[test]
fn the_production_manifest_has_every_component_but_the_simulator() {
    let manifest = manifest(&repository().join("spin.toml"));
    let folders = std::fs::read_dir(repository().join("components")).unwrap();
    let mut folders: BTreeSet<String> = folders
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.remove("simulator");
    let owners: BTreeSet<String> = values(&manifest, "component").into_iter().map(str::to_owned).collect();
    assert_eq!(owners, folders, "each component has a route, each route a component");
    assert!(manifest.contains("\ntargets = []\n"), "no published environment links what it needs");
    for text in ["simulator", "/sim", "floor", "127.0.0.1", "localhost", "demo-key"] {
        assert!(!manifest.contains(text), "spin.toml names {text}");
    }
}

#[test]
fn components_are_of_the_right_world() {
    let path = PathBuf::from(std::env::var_os("FEIQIAN_MANIFEST").expect("run `cargo xtask test`"));
    let manifest = manifest(&path);
    let sources = values(&manifest, "source");
    assert!(!sources.is_empty());
    for source in sources {
        let file = path.parent().unwrap().join(source);
        let component = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(component[..8], *b"\0asm\x0d\0\x01\0", "{source} is a component");
        assert!(
            component.windows(EXPORT.len()).any(|window| window == EXPORT),
            "{source} exports the handler"
        );
    }
}

/// The files of a folder of the repository with this ending, in name order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries =
        std::fs::read_dir(repository().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{folder} has no *.{ending}");
    found
}

/// What a module of the checkers prints about files.
fn checked(python: &Environment, module: &str, arguments: &[&str], files: &[String]) -> String {
    let arguments: Vec<&str> = arguments.iter().copied().chain(files.iter().map(String::as_str)).collect();
    let output = python.run(&repository().join("tests/deploy"), module, &arguments, &[]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{module}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text + &String::from_utf8_lossy(&output.stderr)
}

fn manifests() -> Vec<Json> {
    let python = python::environment("tests/deploy");
    let text = checked(&python, "documents", &[], &files("deploy/kubernetes", "yaml"));
    serde_json::from_str(&text).unwrap()
}

fn of_kind<'m>(manifests: &'m [Json], kind: &str) -> Vec<&'m Json> {
    let found: Vec<&Json> = manifests.iter().filter(|manifest| manifest["kind"] == kind).collect();
    assert!(!found.is_empty(), "no {kind}");
    found
}

#[test]
fn kubernetes_takes_the_manifests() {
    let python = python::environment("tests/deploy");
    let printed = checked(&python, "kubernetes_validate", &["--strict"], &files("deploy/kubernetes", "yaml"));
    let unknown: Vec<&str> = printed.lines().filter(|line| !line.starts_with("INFO")).collect();
    assert!(unknown.len() == 2 && unknown.iter().all(|line| line.contains("kind SpinApp")), "{printed}");

    let schema = std::fs::read_to_string(repository().join("tests/deploy/spinkube.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let manifests = manifests();
    for kind in ["SpinApp", "SpinAppExecutor"] {
        for manifest in of_kind(&manifests, kind) {
            let faults: Vec<String> = schema.iter_errors(manifest).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{kind}: {faults:?}");
            let mut wrong = manifest.clone();
            wrong["spec"]["replica"] = Json::from(1);
            assert!(!schema.is_valid(&wrong), "{kind}: an unknown field is refused");
        }
    }
}

#[test]
fn the_kubernetes_manifests_fit_each_other_and_the_bundle() {
    let manifests = manifests();
    let production = manifest(&repository().join("spin.toml"));
    let (app, executor) = (of_kind(&manifests, "SpinApp")[0], of_kind(&manifests, "SpinAppExecutor")[0]);
    assert_eq!(app["spec"]["executor"], executor["metadata"]["name"]);
    // A shim with Spin 4.0 cannot link the components.
    let configuration = &executor["spec"]["deploymentConfig"];
    assert!(configuration["spinImage"].as_str().unwrap().ends_with("/spin:v4.1.0"));
    assert!(configuration.get("runtimeClassName").is_none());
    let version = values(&production, "version")[0];
    assert!(app["spec"]["image"].as_str().unwrap().ends_with(&format!("/feiqian:{version}")));

    let secrets = of_kind(&manifests, "Secret");
    let value = |secret: &Json, key: &Json| {
        let found = secrets.iter().find(|one| one["metadata"]["name"] == *secret);
        let data = &found.unwrap_or_else(|| panic!("no secret {secret}"))["stringData"];
        data[key.as_str().unwrap()].as_str().unwrap_or_else(|| panic!("{secret} has no {key}")).to_owned()
    };
    value(&app["spec"]["runtimeConfig"]["loadFromSecret"], &"runtime-config.toml".into());
    for variable in app["spec"]["variables"].as_array().unwrap() {
        let name = variable["name"].as_str().unwrap();
        assert!(production.contains(&format!("\n{name} = {{ default = ")), "{name} is no variable");
        let is_secret = production.contains(&format!("\n{name} = {{ default = \"\", secret = true }}"));
        let reference = &variable["valueFrom"]["secretKeyRef"];
        assert_eq!(is_secret, reference.is_object(), "{name} comes from a secret");
        if is_secret {
            value(&reference["name"], &reference["key"]);
        }
    }
    let token = value(&"feiqian-variables".into(), &"dispatch_token".into());
    assert!(value(&"feiqian-dispatch".into(), &"curl.conf".into()).contains(&token));

    let ingresses = of_kind(&manifests, "Ingress");
    let rules = ingresses.iter().flat_map(|ingress| ingress["spec"]["rules"].as_array().unwrap());
    let paths = rules.flat_map(|rule| rule["http"]["paths"].as_array().unwrap());
    let published: BTreeSet<String> = paths.map(|path| path["path"].as_str().unwrap().to_owned()).collect();
    let routes = values(&production, "route").into_iter();
    let routes = routes.map(|route| route.trim_end_matches("/...").to_owned());
    let is_private = |route: &String| {
        let private = ["/internal", "/docs", "/openapi"];
        // What is below `/admin` is published with it.
        route.is_empty()
            || private.iter().any(|start| route.starts_with(start))
            || route.starts_with("/admin/")
    };
    assert_eq!(published, routes.filter(|route| !is_private(route)).collect());
}

#[test]
fn systemd_takes_the_units() {
    let Some(systemd) = find("systemd-analyze", "deploy/systemd") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for file in files("deploy/systemd", "service").into_iter().chain(files("deploy/systemd", "timer")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let unit = folder.path().join(Path::new(&file).file_name().unwrap());
        // Where the programs of the units are here.
        std::fs::write(&unit, text.replace("/opt/feiqian", repository().to_str().unwrap())).unwrap();
        units.push(unit);
    }
    let output = Command::new(&systemd).arg("verify").args(&units).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !said.contains("feiqian"), "{said}");
    // A unit that waits for one that does not exist.
    let wrong = folder.path().join("wrong.service");
    std::fs::write(&wrong, "[Service]\nExecStart=/does/not/exist\n").unwrap();
    let output = Command::new(&systemd).arg("verify").arg(&wrong).output().unwrap();
    assert!(!output.status.success() || !output.stderr.is_empty(), "the verifier verifies");

    for unit in units.iter().filter(|unit| unit.extension().is_some_and(|ends| ends == "service")) {
        let mut security = Command::new(&systemd);
        printed(security.args(["security", "--offline=true", "--no-pager", "--threshold=20"]).arg(unit));
    }
}

#[test]
fn systemd_makes_the_user_of_the_units() {
    let Some(sysusers) = find("systemd-sysusers", "deploy/systemd/feiqian.sysusers") else {
        return;
    };
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("etc")).unwrap();
    let mut make = Command::new(sysusers);
    make.arg(format!("--root={}", root.path().display()));
    printed(make.arg(repository().join("deploy/systemd/feiqian.sysusers")));
    let users = std::fs::read_to_string(root.path().join("etc/passwd")).unwrap();
    assert!(users.contains(":/var/lib/feiqian:"), "{users}");
    for unit in ["feiqian", "feiqian-backup"] {
        let text =
            std::fs::read_to_string(repository().join(format!("deploy/systemd/{unit}.service"))).unwrap();
        let user = text.lines().find_map(|line| line.strip_prefix("User=")).unwrap();
        assert!(users.starts_with(&format!("{user}:")), "{unit}");
    }
}

#[test]
fn the_workflows_are_valid_and_pinned() {
    let python = python::environment("tests/deploy");
    let files = files(".github/workflows", "yml");
    checked(&python, "check_jsonschema", &["--builtin-schema", "vendor.github-workflows"], &files);
    checked(&python, "workflows", &["--offline", "--no-progress", "--quiet"], &files);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| line.contains("uses: ")) {
            let (_, pinned) = line.split_once('@').unwrap();
            let (commit, version) = pinned.split_once(" # v").unwrap_or_else(|| panic!("{file}: {line}"));
            assert!(
                commit.len() == 40 && version.starts_with(|char: char| char.is_ascii_digit()),
                "{file}: {line}"
            );
        }
    }
}

/// What is pushed is what is served: with `spin` and Debian's registry, from the registry alone.
#[test]
fn the_bundle_goes_through_a_registry() {
    let Some(program) = find("docker-registry", "deploy/oci/registry.yml") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let address = format!("127.0.0.1:{}", free_port());
    let text = std::fs::read_to_string(repository().join("deploy/oci/registry.yml")).unwrap();
    let storage = folder.path().join("registry").display().to_string();
    let text = replaced(&text, &[("127.0.0.1:5000", &address), ("/var/lib/docker-registry", &storage)]);
    let config = folder.path().join("registry.yml");
    std::fs::write(&config, text).unwrap();
    let answers = |url: &str| Command::new("curl").args(["-fsS", "-o", "/dev/null", url]).output().unwrap();
    let mut serve = Command::new(program);
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    serve.arg("serve").arg(&config).stdout(log.try_clone().unwrap()).stderr(log);
    let _registry = Running::start(&mut serve, || answers(&format!("http://{address}/v2/")).status.success());

    let Some(spin) = find("spin", "pushing to a registry and serving from it") else {
        return;
    };
    let image = format!("{address}/feiqian:test");
    printed(Command::new(&spin).args(["registry", "push", "--insecure", &image]).current_dir(repository()));
    let listen = format!("127.0.0.1:{}", free_port());
    let mut up = Command::new(&spin);
    up.args(["up", "--insecure", "--from", &image, "--listen", &listen, "--state-dir"]);
    up.arg(folder.path().join("state")).current_dir(folder.path());
    let health = format!("http://{listen}/.well-known/spin/health");
    let begun = Instant::now();
    let _served = Running::start(&mut up, || answers(&health).status.success());
    assert!(begun.elapsed() < PATIENCE);
    let refused = printed(Command::new("curl").args(["-sS", &format!("http://{listen}/bank_list")]));
    assert!(refused.contains("validation.required"), "{refused}");
}
