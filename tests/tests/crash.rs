//! What was acknowledged survives a SIGKILL.

use feiqian_tests::{Answer, Bundle, signed};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const KEY: &str = "demo-key-0001";
const ROUNDS: usize = 20;
const WRITERS: usize = 4;

#[test]
fn no_acknowledged_customer_is_lost_over_twenty_kills() {
    let mut random = fastrand::Rng::with_seed(20);
    let mut bundle = Bundle::start();
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut interrupted = 0;
    for round in 0..ROUNDS {
        let stop = Arc::new(AtomicBool::new(false));
        let url = bundle.url("/create_customer");
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (url, stop, acknowledged) = (url.clone(), stop.clone(), acknowledged.clone());
                thread::spawn(move || {
                    // Bounded: a writer ends at the kill, long before this.
                    for number in 0..100_000 {
                        if stop.load(Ordering::Relaxed) {
                            return false;
                        }
                        let user = format!("kill-{round}-{writer}-{number}");
                        let form = signed(KEY, &[("product_id", "1"), ("product_user_id", &user)]);
                        let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
                        match Answer::attempt("POST", &url, &[], content) {
                            Ok(answer) => {
                                assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
                                acknowledged.lock().unwrap().push(user);
                            }
                            Err(_) => return true,
                        }
                    }
                    false
                })
            })
            .collect();
        // The moment of the kill is random; that something was acknowledged by then is checked below.
        thread::sleep(Duration::from_millis(random.u64(20..200)));
        bundle.kill();
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            interrupted += usize::from(writer.join().unwrap());
        }
        bundle.kill_and_restart();

        let database = bundle.database();
        let mut exists =
            database.prepare("SELECT 1 FROM customers WHERE product_id = 1 AND product_user_id = ?").unwrap();
        let acknowledged = acknowledged.lock().unwrap();
        let lost: Vec<_> = acknowledged.iter().filter(|user| !exists.exists([user]).unwrap()).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        drop(exists);
        bundle.assert_invariants();
    }
    let acknowledged = acknowledged.lock().unwrap().len();
    assert!(acknowledged > ROUNDS * 10, "only {acknowledged} acknowledged");
    assert!(interrupted > ROUNDS, "only {interrupted} requests were interrupted");
}
