//! Every example of the published contracts against the running bundle.

use feiqian_tests::{Bundle, golden};

#[test]
fn every_example_is_answered_as_the_contract_prints_it() {
    let bundle = Bundle::start();
    let examples = golden::examples();
    let pending = golden::pending();
    for (at, name) in pending.iter().enumerate() {
        assert!(examples.iter().any(|example| &example.name == name), "PENDING: {name} has no file");
        assert!(!pending[..at].contains(name), "PENDING: {name} twice");
    }
    let mut faults = Vec::new();
    for example in &examples {
        let is_pending = pending.contains(&example.name);
        match (example.replay(&bundle), is_pending) {
            (Ok(()), false) => println!("ok       {}", example.name),
            (Err(_), true) => println!("pending  {}", example.name),
            (Ok(()), true) => faults.push(format!("{}: passes, take it out of PENDING", example.name)),
            (Err(fault), false) => faults.push(format!("{}: {fault}", example.name)),
        }
    }
    println!("{} examples, {} of them pending", examples.len(), pending.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(examples.len() >= 27, "all examples of the three contracts are here");
    bundle.assert_invariants();
}
