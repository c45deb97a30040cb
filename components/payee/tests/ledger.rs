//! The payor's books: against an independent model, and under concurrent payouts.

mod common;
use common::*;
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Value};
use std::collections::BTreeMap;

const COMMANDS: usize = 200_000;
const PAYOUTS: usize = 400;

/// What a payout is to the model: amount, fee, status, whether money was sent.
#[derive(Clone, Copy, Debug)]
struct Payout {
    amount: i64,
    fee: i64,
    status: &'static str,
    sent: bool,
}

const STATES: [&str; 9] =
    ["pending", "success", "failed", "onhold", "unclaimed", "blocked", "returned", "reversed", "refunded"];

/// Whether the specification lets a payout move, written down once more.
fn may(from: &str, to: &str) -> bool {
    match from {
        "pending" => matches!(to, "success" | "failed" | "onhold" | "unclaimed" | "blocked"),
        "onhold" => matches!(to, "pending" | "success" | "failed" | "blocked"),
        "unclaimed" => matches!(to, "success" | "returned"),
        "success" => matches!(to, "returned" | "reversed" | "refunded"),
        _ => false,
    }
}

/// Available, reserved, in flight, fees, settled, from the payouts and the top-ups alone.
fn books(topped_up: i64, payouts: &BTreeMap<String, Payout>) -> [i64; 5] {
    let mut books = [topped_up, 0, 0, 0, 0];
    for payout in payouts.values() {
        let Payout { amount, fee, status, sent } = *payout;
        match status {
            "failed" | "blocked" => {}
            "pending" | "onhold" | "unclaimed" => {
                books[0] -= amount + fee;
                books[1] += fee + if sent { 0 } else { amount };
                books[2] += if sent { amount } else { 0 };
            }
            "success" => {
                books[0] -= amount + fee;
                books[3] += fee;
                books[4] += amount;
            }
            // Given back after success: the fee stays earned.
            _ => {
                books[0] -= fee;
                books[3] += fee;
            }
        }
    }
    books
}

#[test]
fn random_commands_agree_with_the_model() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let mut rng = fastrand::Rng::with_seed(7);
    let mut topped_up = 1_000_000;
    let mut payouts: BTreeMap<String, Payout> = BTreeMap::new();
    let mut numbers: Vec<String> = Vec::new();
    let (mut done, mut refused) = (0, 0);
    for step in 0..COMMANDS {
        let now = NOW_MS + step as i64;
        if rng.usize(..100) == 0 {
            let amount = rng.i64(1..50_000);
            bench.command(
                "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
                 VALUES ('900001', 'USD', ?1, 'TOPUP', 'FUNDING', 'AVAILABLE', ?2, ?3) RETURNING 1",
                &[format!("t{step}").into(), amount.into(), now.into()],
            )
            .unwrap();
            topped_up += amount;
        } else if numbers.len() < PAYOUTS && rng.usize(..20) == 0 {
            let amount = rng.i64(1..200_000);
            let available = books(topped_up, &payouts)[0];
            let fee = 1_000 + (amount * 20_000 + 500_000) / 1_000_000;
            let pairs = with(
                &payout(&customer, &account, &format!("i{step}")),
                &[("amount", &format!("{}.{:02}", amount / 100, amount % 100))],
            );
            let reply = bench.post(PAY, &pairs);
            if available < amount + fee {
                assert!(reply.contains("Account balance is not sufficient"), "{reply}");
                refused += 1;
            } else {
                let number = member(&reply, "transactionNo");
                payouts.insert(number.clone(), Payout { amount, fee, status: "pending", sent: false });
                numbers.push(number);
            }
        } else if let Some(number) = (!numbers.is_empty()).then(|| rng.choice(&numbers).unwrap().clone()) {
            let payout = payouts[&number];
            let to = if rng.usize(..4) == 0 { payout.status } else { *rng.choice(&STATES).unwrap() };
            // A provider's result: accepted (sent), or a status.
            let sends = rng.bool() || matches!(to, "success" | "unclaimed");
            let open = matches!(payout.status, "pending" | "onhold" | "unclaimed");
            let paid = to == "success" && payout.status != to;
            let outcome = bench.command(
                "UPDATE payee_payout SET status = ?2, updated_at = ?3,
                        submitted_at = iif(?4, coalesce(submitted_at, ?3), submitted_at),
                        payment_at = iif(?5, ?3, payment_at)
                  WHERE transaction_no = ?1 RETURNING 1",
                &[number.as_str().into(), to.into(), now.into(), sends.into(), paid.into()],
            );
            let moves = payout.status == to || may(payout.status, to);
            let sent = payout.sent || sends;
            let legal = moves && (open || sent == payout.sent);
            assert_eq!(outcome.is_ok(), legal, "{payout:?} to {to}, sends {sends}: {outcome:?}");
            if legal {
                done += 1;
                let all_back = payout.status == "unclaimed" && to == "returned";
                // To the books a payout that nobody claimed is as good as failed.
                let status = if all_back { "failed" } else { to };
                payouts.insert(number.clone(), Payout { status, sent, ..payout });
                if all_back || !STATES.iter().any(|next| may(to, next)) {
                    numbers.retain(|other| *other != number);
                }
            } else {
                refused += 1;
            }
        }
        if step % 1_000 == 0 {
            let expected = books(topped_up, &payouts).map(|balance| balance.to_string()).join(",");
            let actual = bench.text(
                "SELECT group_concat(balance) FROM (SELECT balance FROM payee_ledger
                  WHERE merchant_no = '900001' AND currency = 'USD' AND kind <> 'FUNDING'
                  ORDER BY instr('AVAILABLE RESERVED IN_FLIGHT FEES SETTLED', kind))",
            );
            assert_eq!(actual, expected, "after {step} commands");
        }
    }
    assert!(done > 5_000 && refused > 10_000, "{done} done, {refused} refused");
    bench.check_invariants();
}

#[test]
fn sixty_four_payouts_against_money_for_ten() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::on(Platform::on_file(directory.path().join("test.db")));
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    // Ten times 200.00 and the fee of 14.00.
    let pay = with(&payout(&customer, &account, "first"), &[("amount", "7686.27")]);
    assert!(bench.post(PAY, &pay).contains("000100"));
    let left = bench.integer("SELECT balance FROM payee_ledger WHERE merchant_no = '900001' AND currency = 'USD' AND kind = 'AVAILABLE'");
    assert_eq!(left / 21_400, 10, "{left}");
    let replies: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|at| {
                let (bench, pairs) = (&bench, payout(&customer, &account, &format!("n{at}")));
                scope.spawn(move || bench.post(PAY, &pairs))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let paid = replies.iter().filter(|reply| reply.contains("000100")).count();
    let short = replies.iter().filter(|reply| reply.contains("Account balance is not sufficient")).count();
    assert_eq!((paid, short), (10, 54), "{replies:?}");
    bench.check_invariants();

    // The same request sixty-four times at once is one payout.
    bench.sql("INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
               VALUES ('900001', 'USD', 'more', 'TOPUP', 'FUNDING', 'AVAILABLE', 10000000, 1)");
    let same = payout(&customer, &account, "same");
    let mut replies: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64).map(|_| scope.spawn(|| bench.post(PAY, &same))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    replies.sort();
    replies.dedup();
    assert_eq!(replies.len(), 1, "{replies:?}");
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout WHERE invoice_id = 'same'"), 1);
    bench.check_invariants();
}

#[test]
fn books_are_append_only() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    bench.post(PAY, &payout(&customer, &account, "i"));
    for sql in [
        "UPDATE payee_posting SET amount = 1 RETURNING 1",
        "DELETE FROM payee_posting RETURNING 1",
        "DELETE FROM payee_payout RETURNING 1",
        "DELETE FROM payee_account RETURNING 1",
        "DELETE FROM payee RETURNING 1",
        "UPDATE payee_payout SET amount = 1 RETURNING 1",
        "UPDATE payee_account SET ipn_url = 'x' RETURNING 1",
        "UPDATE payee_ledger SET balance = -1 WHERE kind = 'AVAILABLE' RETURNING 1",
    ] {
        assert!(bench.command(sql, &[]).is_err(), "{sql}");
    }
    let third = "INSERT INTO payee_token (merchant_no, token_enc, token_key_id, created_at)
                 VALUES ('900001', zeroblob(40), 'x', 1) RETURNING 1";
    assert!(bench.command(third, &[]).is_ok());
    assert!(bench.command(third, &[]).unwrap_err().contains("token_limit"));
}

#[test]
fn nothing_secret_lies_in_the_database_in_clear() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let bench = Bench::on(Platform::on_file(&path));
    let customer = bench.payee("secretive");
    bench.account(&customer, "t");
    block_on(bench.platform.command("PRAGMA wal_checkpoint(TRUNCATE)", &[] as &[Value])).unwrap();
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        all.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&customer) && holds("https://example.com/notify"), "the search finds what is there");
    for secret in [CARD, "ID-secretive-4493", TOKEN, &feiqian_signing::payee::token_md5(TOKEN)] {
        assert!(!holds(secret), "{secret}");
    }
}
