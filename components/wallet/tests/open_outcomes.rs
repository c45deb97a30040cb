//! A connection that breaks under a command (wallet.md §6.3): what is done is found, what is not is tried once more, and
//! nothing is done twice.

mod common;

use common::*;
use feiqian_platform::Response;
use feiqian_platform::http::{HeaderName, Method, Request, header};
use feiqian_platform::native::Break::{self, After, Before};

/// What happens to the first tries of a command that then succeeds.
const SURVIVED: [&[Break]; 3] = [&[After], &[Before], &[Before, After]];

/// A command, and a query of what it leaves behind.
struct Command {
    request: fn() -> Request,
    trace: &'static str,
}

const COMMANDS: [Command; 4] = [
    Command {
        request: || {
            let body =
                application(r#""cash_apply_amount":"12.34","cash_type":0,"cash_mobile":"13800138000""#);
            keyed(Method::POST, "/api/wallet/cash?include=user,userWallet,wechat", 1)
                .with_body("application/json", body)
        },
        trace: "SELECT count(*) FROM user_wallet_cash WHERE id > 1
                UNION ALL SELECT count(*) FROM user_wallet_logs WHERE change_type = 10",
    },
    Command {
        request: || {
            keyed(Method::PATCH, "/api/wallet/user/1", 2).with_body(
                "application/json",
                r#"{"operate_type":2,"operate_amount":"5.01","operate_reason":"x","wallet_status":1}"#,
            )
        },
        trace: "SELECT count(*) FROM wallet_adjustments
                UNION ALL SELECT count(*) FROM user_wallet_logs WHERE change_type = 50",
    },
    Command {
        request: || {
            request(Method::PATCH, "/api/wallet/settings", &token(2, ALL))
                .with_body("application/json", application(r#""cash_rate":"0.006""#))
        },
        trace: "SELECT count(*) FROM wallet_settings_logs UNION ALL SELECT cash_rate FROM wallet_settings",
    },
    Command {
        request: || {
            request(Method::POST, "/api/wallet/cash/review", &token(2, ALL))
                .with_body("application/json", r#"{"ids":[1],"cash_status":3,"remark":"no"}"#)
        },
        trace: "SELECT cash_status FROM user_wallet_cash WHERE id = 1
                UNION ALL SELECT count(*) FROM user_wallet_logs WHERE change_type = 12
                UNION ALL SELECT count(*) FROM outbox",
    },
];

fn keyed(method: Method, target: &str, user: i64) -> Request {
    request(method, target, &token(user, ALL)).with(HeaderName::from_static("idempotency-key"), "one key")
}

/// Both users are known and one withdrawal is pending, so that a request has one command.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.json(Method::GET, "/api/wallet/settings", &token(2, ""), "");
    let pending = bench.apply(r#""cash_apply_amount":7,"cash_type":0,"cash_mobile":"13800138000""#);
    assert_eq!(pending.0, 200);
    bench
}

fn text(response: &Response) -> &str {
    str::from_utf8(&response.body).unwrap()
}

#[test]
fn a_broken_connection_changes_no_answer_and_does_nothing_twice() {
    for Command { request, trace } in COMMANDS {
        let calm = bench();
        let expected = calm.send(request());
        assert_eq!(expected.status, 200, "{}", text(&expected));
        for breaks in SURVIVED {
            let bench = bench();
            bench.platform.break_commands(breaks);
            let answer = bench.send(request());
            assert_eq!((answer.status, text(&answer)), (expected.status, text(&expected)), "{breaks:?}");
            assert_eq!(bench.integers(trace), calm.integers(trace), "{breaks:?}");
            assert_eq!(bench.platform.faults().len(), breaks.len(), "{:?}", bench.platform.faults());
            bench.audit();
            if request().header("idempotency-key").is_some() {
                let again = bench.send(request());
                assert_eq!(text(&again), text(&expected));
                assert!(again.headers.contains_key("idempotency-replayed"));
                assert_eq!(bench.integers(trace), calm.integers(trace));
            }
        }
    }
}

#[test]
fn a_connection_that_breaks_twice_is_busy_and_nothing_is_written() {
    for (index, Command { request, trace }) in COMMANDS.into_iter().enumerate() {
        let bench = bench();
        let before = bench.integers(trace);
        bench.platform.break_commands(&[Before, Before]);
        let response = bench.send(request());
        let answer = answer(&response);
        if index == 3 {
            // A review answers for each record.
            let record = &answer.1["data"]["records"][0];
            assert_eq!(
                (answer.0, &record["code"], &record["cash_status"]),
                (200, &"internal_error".into(), &1.into())
            );
        } else {
            assert_eq!((answer.0, &answer.1["errors"][0]["code"]), (503, &"service_busy".into()));
            assert_eq!(response.headers[header::RETRY_AFTER], "1");
        }
        assert_eq!(bench.integers(trace), before);
        bench.audit();
        assert_eq!(bench.send(request()).status, 200, "later all is well");
    }
}

#[test]
fn a_user_is_created_over_a_broken_connection() {
    let binding = r#","wechat":{"openid":"o-3"}"#;
    let show = || request(Method::GET, "/api/wallet/user/3", &signed(HEAD, &claims(3, "", binding)));
    for (breaks, status) in
        [(&[Before][..], 200), (&[After], 200), (&[Before, After], 503), (&[Before, Before], 503)]
    {
        let bench = Bench::new();
        bench.platform.break_commands(breaks);
        assert_eq!(bench.send(show()).status, status, "{breaks:?}");
        assert_eq!(bench.send(show()).status, 200);
        assert_eq!(bench.integers("SELECT count(*) FROM user_wechats WHERE openid = 'o-3'"), [1]);
        bench.audit();
    }
}

#[test]
fn a_refusal_in_the_words_of_a_remote_database_is_no_broken_connection() {
    let bench = bench();
    bench.run(
        "CREATE TRIGGER remote BEFORE INSERT ON user_wallet_cash BEGIN SELECT RAISE(ABORT,
           'Hrana: `stream error: `Error { message: \"SQLite error: cash_sum_limit\", code: \"SQLITE_CONSTRAINT\" }``');
         END",
    );
    let before = bench.platform.statements();
    let refused = bench.apply(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
    assert_eq!((refused.0, &refused.1["errors"][0]["code"]), (409, &"cash_sum_limit".into()));
    assert_eq!(bench.platform.statements() - before, 2);
}
