//! A connection that breaks leaves open whether a command was carried out: the call's own record tells.

mod common;
use common::*;
use feiqian_platform::native::Break::{After, Before, Never};

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

#[test]
fn a_header_signed_call_whose_command_breaks_is_done_once_and_has_its_reply() {
    for (name, lost) in [("b", Before), ("c", After)] {
        let bench = Bench::new();
        let request = header_signed(REGISTER, &signed(&registration(name)), "nonce-0123456789abcdef");
        // The nonce's statement goes through, then the command's connection breaks.
        bench.platform.break_commands(&[Never, lost]);
        let (status, reply) = bench.send(request.clone());
        assert!(status == 200 && reply.contains("000100"), "{lost:?}: {reply}");
        assert_eq!(bench.platform.faults(), [LOST]);
        // The nonce is used up all the same.
        assert!(bench.send(request).1.contains("000030"), "{lost:?}");
        bench.check_invariants();
    }
}

#[test]
fn a_connection_that_breaks_at_the_nonce_is_a_fault_and_nothing_is_done() {
    let bench = Bench::new();
    bench.platform.break_commands(&[After]);
    let pairs = signed(&registration("b"));
    let (status, reply) = bench.send(header_signed(REGISTER, &pairs, "nonce-0123456789abcdef"));
    assert_eq!((status, reply.as_str()), (500, r#"{"ret_code":"000000","ret_msg":"system error"}"#));
    assert_eq!(bench.integer("SELECT count(*) FROM payee"), 0);
    // A new nonce is all that the merchant needs.
    assert!(bench.send(header_signed(REGISTER, &pairs, "nonce-fedcba9876543210")).1.contains("000100"));
    bench.check_invariants();
}
