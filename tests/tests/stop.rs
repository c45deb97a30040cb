//! A node is stopped (SIGTERM) under load: whoever got no answer can repeat the same request, and nothing is done twice.

use feiqian_tests::raw::Connection;
use feiqian_tests::{Bundle, signed};
use std::thread;
use std::time::Duration;

const KEY: &str = "demo-key-0001";
const CLIENTS: usize = 64;
const STOPS: usize = 3;
const HEAD: &str = "HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";

/// A request of a client, which it may repeat as it is.
struct Sent {
    name: String,
    head: String,
    form: String,
}

impl Sent {
    fn new(client: usize, name: String) -> Self {
        let (path, parameters) = match client % 2 {
            0 => ("/create_customer", vec![("product_user_id", name.as_str())]),
            _ => {
                let order = [("payment_code", "3"), ("amount", "300.00"), ("depositor", "stop")];
                (
                    "/pay",
                    [&order[..], &[("product_user_id", "1000001"), ("product_order_sn", &name)]].concat(),
                )
            }
        };
        let form = signed(KEY, &[&parameters[..], &[("product_id", "1")]].concat());
        Sent { head: format!("POST {path} {HEAD}"), form, name }
    }
}

/// Sends until the connection ends; what was acknowledged, and the request that got no answer.
fn send(bundle: &Bundle, round: usize, client: usize) -> (Vec<String>, Option<Sent>) {
    let mut acknowledged = Vec::new();
    let Ok(mut connection) = Connection::try_open(bundle.address()) else { return (acknowledged, None) };
    for number in 0.. {
        let sent = Sent::new(client, format!("stop-{round}-{client}-{number}"));
        match connection.send(&sent.head, sent.form.as_bytes()) {
            Ok((200, body)) if body.contains(r#""code":200"#) => acknowledged.push(sent.name),
            // The one word for a server that cannot now.
            Ok((503, _)) => {}
            Ok((status, body)) => panic!("{}: {status} {body}", sent.name),
            Err(_) => return (acknowledged, Some(sent)),
        }
    }
    (acknowledged, None)
}

#[test]
fn whoever_got_no_answer_when_a_node_was_stopped_repeats_the_request() {
    let mut bundle = Bundle::start();
    let (mut kept, mut repeated) = (Vec::new(), 0);
    for round in 0..STOPS {
        let done: Vec<_> = thread::scope(|scope| {
            let bundle = &bundle;
            let clients: Vec<_> =
                (0..CLIENTS).map(|client| scope.spawn(move || send(bundle, round, client))).collect();
            thread::sleep(Duration::from_millis(700));
            bundle.signal_stop();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        bundle.wait_and_restart();
        let mut connection = Connection::try_open(bundle.address()).unwrap();
        for (acknowledged, open) in done {
            kept.extend(acknowledged);
            if let Some(sent) = open {
                let (status, body) = connection.send(&sent.head, sent.form.as_bytes()).unwrap();
                assert!(status == 200 && body.contains(r#""code":200"#), "{}: {status} {body}", sent.name);
                kept.push(sent.name);
                repeated += 1;
            }
        }
    }
    println!("{} acknowledged, {repeated} of them by a repetition after {STOPS} stops", kept.len());
    assert!(kept.len() > CLIENTS && repeated > 0, "{} acknowledged, {repeated} repeated", kept.len());
    let database = bundle.database();
    let count = "SELECT (SELECT count(*) FROM customers WHERE product_id = 1 AND product_user_id = ?1)
                      + (SELECT count(*) FROM deposit_records WHERE product_id = 1 AND product_order_sn = ?1)";
    let mut count = database.prepare(count).unwrap();
    for name in &kept {
        assert_eq!(count.query_row([name], |row| row.get::<_, i64>(0)).unwrap(), 1, "{name}");
    }
    bundle.assert_invariants();
}
