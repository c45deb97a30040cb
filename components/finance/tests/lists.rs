//! Lists: every filter, paging, and that no statement scans a table.

mod common;

use common::{check_invariants, desk};

#[test]
fn the_rows_keep_every_invariant() {
    let desk = desk(400);
    check_invariants(&desk);
    for path in [
        "/overview",
        "/deposits",
        "/withdrawals",
        "/wallet-applications",
        "/payouts",
        "/notices",
        "/refused-payments",
    ] {
        let answer = desk.get(path);
        eprintln!("{path}: {} {}", answer.status, &answer.text[..answer.text.len().min(900)]);
    }
    eprintln!("{:?}", desk.platform.faults());
}
