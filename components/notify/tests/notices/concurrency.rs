//! Dispatchers side by side on one database file.

use crate::common::*;
use feiqian_platform::Platform;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SUBJECTS: u64 = 100;
const EVENTS: u64 = 5;

#[test]
fn two_dispatchers_send_500_rows_once_each_and_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("race.db");
    let world = World::on(Platform::on_file(&path));
    for n in 0..SUBJECTS * EVENTS {
        world.queue("ipn.payout", &format!("subject {}", n / EVENTS), &(n % EVENTS).to_string());
    }
    let arrived = Arc::new(Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for dispatcher in 0..2 {
            let (arrived, path) = (arrived.clone(), path.clone());
            scope.spawn(move || {
                let other = World::beside(Platform::on_file(path));
                // Random numbers repeat from platform to platform here, and leases are told apart by them.
                for _ in 0..dispatcher * 100 {
                    other.platform.random::<32_000>();
                }
                other.outside(move |request| {
                    arrived.lock().unwrap().push(header_of(request, "x-event-id").to_owned());
                    std::thread::sleep(Duration::from_millis(1));
                    answer(200, "success")
                });
                while other.integer("SELECT count(*) FROM outbox WHERE state = 'queued'") > 0 {
                    other.dispatch(r#"{"limit":20}"#);
                }
                assert_eq!(other.platform.faults(), [""; 0]);
            });
        }
    });
    let arrived = arrived.lock().unwrap();
    assert_eq!(arrived.len() as u64, SUBJECTS * EVENTS);
    let mut told = BTreeMap::new();
    for event in arrived.iter() {
        let n = u64::from_str_radix(event, 16).unwrap() - 1;
        let next = told.entry(n / EVENTS).or_insert(0);
        assert_eq!(*next, n % EVENTS, "subject {}", n / EVENTS);
        *next += 1;
    }
    assert_eq!(world.integer("SELECT count(*) FROM outbox_attempts"), 500);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE state = 'done' AND attempts = 1"), 500);
}
