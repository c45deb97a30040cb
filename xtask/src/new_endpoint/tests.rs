//! The command on a copy of the files that it changes.

use super::{Arguments, New, run};
use crate::workspace::root;
use std::fs;
use std::path::Path;

/// One of each kind.
const ENDPOINTS: [(&str, &str, &str); 6] = [
    ("catalog", "GET", "/currency_list"),
    ("withdraw", "POST", "/cancel_withdraw"),
    ("merchant", "PUT", "/customer_level"),
    ("wallet", "GET", "/api/wallet/report"),
    ("wallet", "PATCH", "/api/wallet/cash/{id}"),
    ("payee", "POST", "/v3/payouts/cancel"),
];

/// The files that the command may change, below a folder.
fn copy(component: &str, to: &Path) {
    let documents = ["cashier", "wallet", "payee"].map(|part| format!("docs/openapi/{part}.yaml"));
    let library = format!("components/{component}/src/lib.rs");
    let program = format!("components/{component}/tests/handlers/main.rs");
    let files = ["docs/routes.md".to_owned(), "spin.toml".to_owned(), library, program];
    fs::create_dir_all(to.join(format!("components/{component}/tests"))).unwrap();
    for file in files.iter().chain(&documents) {
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        fs::create_dir_all(to.join(file).parent().unwrap()).unwrap();
        fs::write(to.join(file), text).unwrap();
    }
}

fn arguments((component, method, path): (&str, &str, &str), root: &Path) -> Arguments {
    let [component, method, path] = [component, method, path].map(str::to_owned);
    Arguments { component, method, path, root: Some(root.to_owned()) }
}

/// The lines of a text that another one has not.
fn added(before: &str, after: &str) -> Vec<String> {
    let before: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !before.contains(line)).map(str::to_owned).collect()
}

#[test]
fn it_writes_everything_that_an_endpoint_needs_once() {
    for endpoint in ENDPOINTS {
        let (component, method, path) = endpoint;
        let name = format!("feiqian-new-endpoint-{}-{component}-{method}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        copy(component, &folder);
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
        let (library, manifest) = (format!("components/{component}/src/lib.rs"), "spin.toml");
        let document = New::of(component, method, path).unwrap().part.document;
        let before = [library.as_str(), manifest, "docs/routes.md", document].map(read);
        run(&arguments(endpoint, &folder)).unwrap();
        let after = [library.as_str(), manifest, "docs/routes.md", document].map(read);
        let [library_lines, manifest_lines, route_lines, document_lines] =
            std::array::from_fn(|at| added(&before[at], &after[at]));

        let new = New::of(component, method, path).unwrap();
        let (module, name) = (&new.module, new.name());
        let text = library_lines.join("\n");
        assert!(text.contains(&format!("mod {module};")), "{text}");
        assert!(text.contains(&format!("Route::new(&{module}::ENDPOINT, ")), "{text}");
        assert_eq!(library_lines.len(), 3, "module, route and the length of the list: {text}");
        // The list is as long as it says.
        let length = after[0].split_once("pub static ROUTES: [Route").unwrap().1.split_once("; ").unwrap().1;
        let length: usize = length.split_once(']').unwrap().0.parse().unwrap();
        assert_eq!(after[0].matches("Route::new(").count(), length);

        assert_eq!(route_lines, [format!("| `{name}` | `{component}` | Say what it does |")]);
        assert_eq!(document_lines[0], format!("  {name}:"));
        let parsed: serde_json::Value = yaml_serde::from_str(&after[3]).unwrap();
        let operation = &parsed["operations"][&name];
        assert_eq!(operation["id"], new.operation_id());
        let ids = parsed["operations"].as_object().unwrap().values().map(|operation| &operation["id"]);
        assert_eq!(ids.filter(|id| **id == operation["id"]).count(), 1);
        let is_routed = ["wallet", "payee"].contains(&component);
        assert_eq!(manifest_lines.is_empty(), is_routed, "{manifest_lines:?}");
        if !is_routed {
            let trigger = format!("[[trigger.http]]\nroute = \"{path}\"\ncomponent = \"{component}\"\n");
            assert!(after[1].contains(&trigger));
        }
        let source = read(&format!("components/{component}/src/{module}.rs"));
        assert!(source.contains(&format!("name: \"{name}\",")), "{source}");
        let test = read(&new.test_file());
        assert!(test.contains("fill in the endpoint") && test.contains("#[test]"), "{test}");
        for place in ["<name>", "<module>", "<component>", "<method>", "<path>", "<by>", "<target>"] {
            assert!(!source.contains(place) && !test.contains(place), "{place}");
        }

        // Nothing that is there is written over.
        let again = run(&arguments(endpoint, &folder)).unwrap_err().to_string();
        assert!(again.contains("is there already"), "{again}");
        assert_eq!([library.as_str(), manifest, "docs/routes.md", document].map(read), after);
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn what_is_no_endpoint_of_a_contract_is_refused() {
    let wrong = [
        ("notify", "GET", "/x", "is no component of a contract"),
        ("catalog", "PATCH", "/x", "takes GET, POST"),
        ("payee", "GET", "/v3/x", "takes POST"),
        ("wallet", "GET", "/wallet/x", "begins with /api/wallet/"),
        ("catalog", "GET", "/X", "lower-case"),
        ("catalog", "GET", "/x/", "lower-case"),
        ("catalog", "GET", "/", "lower-case"),
        ("catalog", "GET", "/1x", "gives no name"),
    ];
    for (component, method, path, why) in wrong {
        let error = New::of(component, method, path).map(|new| new.name()).unwrap_err().to_string();
        assert!(error.contains(why), "{component} {method} {path}: {error}");
    }
}

#[test]
fn a_path_of_another_component_is_not_taken() {
    let new = New::of("catalog", "PUT", "/pay");
    assert!(new.is_err());
    let new = New::of("catalog", "GET", "/pay").unwrap();
    let manifest = fs::read_to_string(root().join("spin.toml")).unwrap();
    assert!(new.routed(&manifest).unwrap_err().to_string().contains("another component"));
}
