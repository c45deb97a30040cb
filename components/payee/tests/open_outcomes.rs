//! A connection that breaks leaves open whether a command was carried out: the call's own record tells.

mod common;
use common::*;
use feiqian_platform::native::Break::{After, Before};

const LOST: &str = "stream error: the connection is lost";

#[test]
fn a_call_whose_connection_breaks_is_done_once_and_has_its_reply() {
    for lost in [Before, After] {
        let bench = Bench::new();
        let customer = bench.payee("a");
        let account = bench.us_account(&customer, "u");
        let idle = bench.us_account(&customer, "w");
        let calls = [
            (REGISTER, registration("b")),
            (CREATE, us_account(&customer, "v")),
            (PAY, payout(&customer, &account, "i")),
            (DELETE, common(&[("customerNo", &customer), ("accountToken", &idle)])),
        ];
        for (number, (path, pairs)) in calls.into_iter().enumerate() {
            bench.platform.break_commands(&[lost]);
            let (status, reply) = bench.send(json(path, &signed(&pairs)));
            assert!(status == 200 && reply.contains(r#""ret_code":"000100""#), "{lost:?} {path}: {reply}");
            assert_eq!(bench.platform.faults(), vec![LOST; number + 1], "{lost:?} {path}");
            assert_eq!(bench.post(path, &pairs), reply, "{lost:?} {path}: a repetition");
        }
        assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 1);
        bench.check_invariants();
    }
}

#[test]
fn a_connection_that_breaks_twice_is_a_fault_and_the_call_can_be_repeated() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let pairs = payout(&customer, &account, "i");
    bench.platform.break_commands(&[After, After, After, After]);
    let (status, reply) = bench.send(json(PAY, &signed(&pairs)));
    assert_eq!((status, reply.as_str()), (500, r#"{"ret_code":"000000","ret_msg":"system error"}"#));
    assert_eq!(bench.platform.faults(), [LOST, LOST]);
    bench.platform.break_commands(&[]);
    assert!(bench.post(PAY, &pairs).contains("000100"));
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 1);
    bench.check_invariants();
}
