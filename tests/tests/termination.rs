//! Spin does not drain on SIGTERM: connections break in the middle of commands. Every command without an answer can be
//! repeated, and is then done exactly once. The same holds of a host that drains.

use feiqian_signing::form;
use feiqian_tests::desk::{self, PAYEE_TOKEN, PRODUCT_KEY};
use feiqian_tests::raw::Connection;
use feiqian_tests::{Bundle, Options, payee_sign, signed};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const CLIENTS: usize = 64;
const ROUNDS: usize = 3;
/// Commands of a client before the signal at the most: a bound, should the signal be lost.
const COMMANDS: usize = 10_000;

/// What a client sends, and the number by which what it writes is found.
#[derive(Debug, Clone)]
struct Request {
    name: String,
    head: String,
    body: String,
}

struct Payee {
    customer: String,
    account: String,
}

fn request(client: usize, name: &str, payee: &Payee) -> Request {
    let of_product = |path: &str, parameters: &[(&str, &str)]| {
        (path.to_owned(), signed(PRODUCT_KEY, &[parameters, &[("product_id", "1")]].concat()))
    };
    let (path, body) = match client % 4 {
        0 => of_product("/create_customer", &[("product_user_id", name)]),
        1 => of_product(
            "/pay",
            &[
                ("payment_code", "3"),
                ("amount", "300.00"),
                ("depositor", "end"),
                ("product_user_id", "1000001"),
                ("product_order_sn", name),
            ],
        ),
        2 => of_product(
            "/do_withdraw",
            &[
                ("withdraw_channel_code", "W1"),
                ("amount", "500.00"),
                ("product_user_id", "1000001"),
                ("product_billno", name),
            ],
        ),
        _ => {
            let mut all = vec![
                ("merchantNo", "900001"),
                ("storeNo", "800001"),
                ("timestamp", "2026-01-02T03:04:05Z"),
                ("customerNo", &payee.customer),
                ("accountToken", &payee.account),
                ("amount", "1.00"),
                ("currency", "USD"),
                ("invoiceId", name),
            ];
            let sign = payee_sign(PAYEE_TOKEN, &all);
            all.push(("verifySign", &sign));
            (desk::PAY.to_owned(), form::encode(all))
        }
    };
    let head = format!("POST {path} HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n");
    Request { name: name.to_owned(), head, body }
}

fn is_done(answer: &(u16, String)) -> bool {
    answer.0 == 200 && (answer.1.contains(r#""code":200"#) || answer.1.contains(r#""ret_code":"000100""#))
}

/// What was answered, and the request whose outcome is open.
struct Told {
    answered: Vec<(Request, String)>,
    open: Option<Request>,
}

fn talk(
    bundle: &Bundle,
    round: usize,
    client: usize,
    payee: &Payee,
    begun: &AtomicUsize,
    leaves_open: fn(u16) -> bool,
) -> Told {
    let mut connection = Connection::open(bundle.address());
    let mut answered = Vec::new();
    for number in 0..COMMANDS {
        let request = request(client, &format!("end-{round}-{client}-{number}"), payee);
        match connection.send(&request.head, request.body.as_bytes()) {
            Err(_) => return Told { answered, open: Some(request) },
            // Like no answer at all, it asks for a repetition.
            Ok((status, _)) if leaves_open(status) => return Told { answered, open: Some(request) },
            Ok(answer) => {
                assert!(is_done(&answer), "{request:?}: {answer:?}");
                answered.push((request, answer.1));
            }
        }
        if number == 0 {
            begun.fetch_add(1, Ordering::SeqCst);
        }
    }
    Told { answered, open: None }
}

fn repeat(bundle: &Bundle, request: &Request) -> (u16, String) {
    Connection::open(bundle.address()).send(&request.head, request.body.as_bytes()).expect("an answer")
}

fn count(bundle: &Bundle, name: &str) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM customers WHERE product_user_id = ?1)
                    + (SELECT count(*) FROM deposit_records WHERE product_order_sn = ?1)
                    + (SELECT count(*) FROM withdraw_records WHERE product_billno = ?1)
                    + (SELECT count(*) FROM payee_payout WHERE invoice_id = ?1)";
    bundle.database().query_row(sql, [name], |row| row.get(0)).unwrap()
}

#[test]
fn after_a_sigterm_every_unanswered_command_can_be_repeated() {
    // As Spin: it ends at once, and whoever it is still answering may be told of its end.
    terminated(vec!["--stop-timeout", "0"], |status| status >= 500);
}

#[test]
fn the_same_holds_of_a_host_that_drains() {
    // The one word for a server that cannot now.
    terminated(Vec::new(), |status| status == 503);
}

fn terminated(flags: Vec<&'static str>, leaves_open: fn(u16) -> bool) {
    let mut bundle = Bundle::with(Options {
        flags,
        variables: vec![("open_orders_per_customer", "0")],
        ..Options::on_file()
    });
    // Nobody meets the limits of a day.
    let wide = "UPDATE withdraw_channels SET max_total_amount = 0; UPDATE receipt_banks SET limit_amount = 0";
    bundle.database().execute_batch(wide).unwrap();
    let card = [&[("product_id", "1"), ("product_user_id", "1000001")], &desk::CARD[..]].concat();
    let bound = bundle.post_form("/customer_bank", &signed(PRODUCT_KEY, &card));
    assert!(bound.body.starts_with(r#"{"code":200"#), "{bound:?}");
    let customer = desk::register(&bundle.url(""), "Ending");
    let account =
        desk::create_account(&bundle.url(""), &customer, "wages", "123456789", "https://example.test/ipn");
    let payee = Payee { customer, account };
    let mut unanswered = 0;
    for round in 0..ROUNDS {
        // Everybody has had an answer before the signal comes.
        let begun = AtomicUsize::new(0);
        let told: Vec<Told> = thread::scope(|scope| {
            let (bundle, payee, begun) = (&bundle, &payee, &begun);
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| scope.spawn(move || talk(bundle, round, client, payee, begun, leaves_open)))
                .collect();
            // A client that has failed ends before the signal.
            while begun.load(Ordering::SeqCst) < CLIENTS && !clients.iter().any(|client| client.is_finished())
            {
                thread::sleep(Duration::from_millis(1));
            }
            bundle.signal_stop();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        bundle.wait_and_restart();
        for told in &told {
            if let Some(open) = &told.open {
                let answer = repeat(&bundle, open);
                assert!(is_done(&answer), "{open:?}: {answer:?}");
                assert_eq!(repeat(&bundle, open), answer, "{open:?}");
                assert_eq!(count(&bundle, &open.name), 1, "{open:?}");
                unanswered += 1;
            }
            let (last, said) = told.answered.last().expect("an answer before the signal");
            assert_eq!(&repeat(&bundle, last).1, said, "the same answer again");
            for (request, _) in &told.answered {
                assert_eq!(count(&bundle, &request.name), 1, "{request:?}");
            }
        }
        bundle.assert_invariants();
    }
    assert!(unanswered > 0, "no command was cut off");
}
