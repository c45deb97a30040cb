//! What every product endpoint has to pass: transport, settings, signature, nonces, parameters, faults.

use crate::common::SAMPLES;
use feiqian_cashier::testing::suite;
use feiqian_customer::handle;

#[test]
fn transport() {
    suite::transport(handle, &SAMPLES);
}

#[test]
fn malformed() {
    suite::malformed(handle, &SAMPLES);
}

#[test]
fn settings() {
    suite::settings(handle, &SAMPLES);
}

#[test]
fn signature() {
    suite::signature(handle, &SAMPLES);
}

#[test]
fn demonstration() {
    suite::demonstration(handle, &SAMPLES);
}

#[test]
fn freshness() {
    suite::freshness(handle, &SAMPLES);
}

#[test]
fn parameters() {
    suite::parameters(handle, &SAMPLES);
}

#[test]
fn flaws() {
    suite::flaws(handle, &SAMPLES);
}

#[test]
fn faults() {
    suite::faults(handle, &SAMPLES);
}
