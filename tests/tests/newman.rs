//! The Postman collection, whole, against a fresh bundle.

use feiqian_tests::openapi::{asset, operations};
use feiqian_tests::{Bundle, node};
use serde_json::Value;

#[test]
fn the_whole_collection_runs_twice_on_the_same_data() {
    let newman = node::project("tests/newman");
    let bundle = Bundle::start();
    let collection = asset("collection.json");
    let folders = collection["item"].as_array().unwrap().iter();
    let requests: usize = folders.map(|folder| folder["item"].as_array().unwrap().len()).sum();
    assert_eq!(requests, operations(&asset("openapi.json")).len());
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, content.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let collection = file("collection.json", &collection);
    let environment = file("environment.json", &asset("environment.json"));
    let summary = folder.path().join("summary.json").to_str().unwrap().to_owned();
    let base = format!("base_url={}", bundle.url(""));
    for _ in 0..2 {
        let printed = newman.run(
            "node_modules/newman/bin/newman.js",
            &[
                "run",
                &collection,
                "--environment",
                &environment,
                "--env-var",
                &base,
                "--color",
                "off",
                "--timeout-request",
                "20000",
                "--reporters",
                "cli,json",
                "--reporter-json-export",
                &summary,
            ],
        );
        let summary: Value = serde_json::from_str(&std::fs::read_to_string(&summary).unwrap()).unwrap();
        let stats = &summary["run"]["stats"];
        assert_eq!(stats["requests"]["total"], requests, "{printed}");
        for kind in ["requests", "assertions", "testScripts", "prerequestScripts"] {
            assert_eq!(stats[kind]["failed"], 0, "{kind}: {printed}");
        }
        assert!(stats["assertions"]["total"].as_u64().unwrap() > requests as u64, "{printed}");
    }
    bundle.assert_invariants();
}
