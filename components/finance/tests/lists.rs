//! Lists: every filter against a plain query, paging, and that no statement scans a table.

mod common;

use common::{Desk, check_invariants, desk};
use feiqian_finance::filters::Filters;
use feiqian_finance::page::{List, statement};
use feiqian_finance::{
    deposits, notices, overview, payouts, refused_payments, timeline, wallet_applications, withdrawals,
};
use feiqian_operator::call::Routed;
use feiqian_operator::settings::Settings;
use feiqian_platform::http::{Method, Request};
use feiqian_platform::native::block_on;
use feiqian_platform::{Call, Value};

/// A list, and how a plain query finds the same rows.
struct Plain {
    path: &'static str,
    select: fn(&mut Filters<'_>) -> List,
    /// The member that names an item, and its column.
    id: (&'static str, &'static str),
    from: &'static str,
    /// ORDER BY of a list without and with times.
    order: [&'static str; 2],
    /// Filters and their conditions.
    filters: &'static [(&'static str, &'static str)],
}

const TIMES: &str = "from=2026-01-01T23:30:00Z&to=2026-01-02T10:00:00%2B08:00";

const LISTS: [Plain; 6] = [
    Plain {
        path: "/deposits",
        select: deposits::select,
        id: ("order_sn", "d.order_sn"),
        from: "deposit_records d JOIN merchants m ON m.id = d.merchant_id JOIN customers c ON c.id = d.customer_id
               JOIN deposit_channels h ON h.id = d.channel_id",
        order: ["d.id DESC", "d.created_at DESC, d.id DESC"],
        filters: &[
            ("status=open", "d.status = 0"),
            ("status=paid", "d.status = 2"),
            ("status=made_up", "d.status = 4"),
            ("status=failed,discarded", "d.status IN (-1, -3)"),
            ("merchant=M003", "m.code = 'M003'"),
            ("merchant=none", "0"),
            ("product_id=1", "d.product_id = 1"),
            ("product_id=2", "0"),
            ("channel=3", "h.code = '3'"),
            ("currency=CNY", "d.currency = 'CNY'"),
            ("currency=USD", "0"),
            ("currency=CNY&amount_from=30&amount_to=45.5", "d.amount BETWEEN 3000 AND 4550"),
            ("number=26010203040000000303", "d.order_sn = '26010203040000000303'"),
            ("number=26010203040000000303_1", "d.order_sn = '26010203040000000303_1'"),
            ("number=H7", "d.merchant_order_sn = 'H7'"),
            ("number=P7", "d.product_order_sn = 'P7'"),
            ("customer=c2", "c.product_user_id = 'c2'"),
            ("kind=transfer", "h.kind = 'transfer'"),
            ("merchant=M003&status=open&currency=CNY&amount_from=11", "m.code = 'M003' AND d.status = 0 AND d.amount >= 1100"),
            ("customer=c3&status=paid&channel=6", "c.product_user_id = 'c3' AND d.status = 2 AND h.code = '6'"),
        ],
    },
    Plain {
        path: "/withdrawals",
        select: withdrawals::select,
        id: ("order_sn", "w.billno"),
        from: "withdraw_records w JOIN merchants m ON m.id = w.merchant_id JOIN customers c ON c.id = w.customer_id",
        order: ["w.id DESC", "w.created_at DESC, w.id DESC"],
        filters: &[
            ("status=open", "w.status = 0"),
            ("status=approved", "w.status = 1"),
            ("status=paid", "w.status = 2"),
            ("status=refused,open", "w.status IN (-1, 0)"),
            ("merchant=M001", "m.code = 'M001'"),
            ("product_id=1", "w.product_id = 1"),
            ("channel=W1", "w.withdraw_channel_code = 'W1'"),
            ("currency=CNY&amount_to=60", "w.amount <= 6000"),
            ("number=26020203040000000007", "w.billno = '26020203040000000007'"),
            ("number=W7", "w.product_billno = 'W7'"),
            ("customer=c2", "c.product_user_id = 'c2'"),
        ],
    },
    Plain {
        path: "/wallet-applications",
        select: wallet_applications::select,
        id: ("id", "a.id"),
        from: "user_wallet_cash a",
        order: ["a.created_at DESC, a.id DESC", "a.created_at DESC, a.id DESC"],
        filters: &[
            ("status=open", "a.cash_status = 1"),
            ("status=approved", "a.cash_status = 2"),
            ("status=refused", "a.cash_status = 3"),
            ("status=paying", "a.cash_status = 4"),
            ("status=paid,failed", "a.cash_status IN (5, 6)"),
            ("amount_from=110&amount_to=120", "a.cash_apply_amount BETWEEN 11000 AND 12000"),
            ("currency=CNY", "1"),
            ("number=202601020000000040", "a.cash_sn = '202601020000000040'"),
            ("customer=1003", "a.user_id = 1003"),
            ("kind=manual", "a.cash_type = 0"),
            ("kind=payout&status=paid", "a.cash_type = 1 AND a.cash_status = 5"),
        ],
    },
    Plain {
        path: "/payouts",
        select: payouts::select,
        id: ("id", "j.kind || '-' || j.ref"),
        from: "payout_jobs j LEFT JOIN user_wallet_cash a ON a.cash_sn = j.ref LEFT JOIN payee_payout p ON p.transaction_no = j.ref",
        order: [
            "j.created_at DESC, CAST(j.ref AS INTEGER) DESC, j.kind",
            "j.created_at DESC, CAST(j.ref AS INTEGER) DESC, j.kind",
        ],
        filters: &[
            ("status=open", "j.state = 'open' AND j.last_outcome <> 'conflict'"),
            ("status=conflict", "j.state = 'open' AND j.last_outcome = 'conflict'"),
            ("status=done", "j.state = 'done'"),
            ("status=open,conflict", "j.state = 'open'"),
            ("kind=wallet", "j.kind = 'wallet'"),
            ("kind=payee&status=open", "j.kind = 'payee' AND j.state = 'open' AND j.last_outcome <> 'conflict'"),
            ("merchant=700001", "p.merchant_no = '700001'"),
            ("currency=USD&amount_from=10.15", "p.amount >= 1015"),
            ("currency=CNY", "a.id IS NOT NULL"),
            ("number=500000000000000007", "j.ref = '500000000000000007'"),
            ("number=INV-7", "p.invoice_id = 'INV-7'"),
            ("customer=1003", "a.user_id = 1003"),
            ("customer=2000000000000000000001", "p.customer_no = '2000000000000000000001'"),
        ],
    },
    Plain {
        path: "/notices",
        select: notices::select,
        id: ("event_id", "o.event_id"),
        from: "outbox o",
        order: ["o.seq DESC", "o.created_at DESC, o.seq DESC"],
        filters: &[
            ("status=done", "o.state = 'done'"),
            ("status=dead", "o.state = 'dead'"),
            ("status=dead,queued", "o.state IN ('dead', 'queued')"),
            ("status=skipped", "o.state = 'skipped'"),
            ("status=abandoned", "0"),
            ("kind=cashier.deposit", "o.topic = 'cashier.deposit'"),
            ("kind=ipn.payout,wallet.notice", "o.topic IN ('ipn.payout', 'wallet.notice')"),
            ("merchant=700001", "o.topic LIKE 'ipn.%'"),
            ("product_id=1", "o.topic LIKE 'cashier.%'"),
            ("customer=1003", "o.topic = 'wallet.notice' AND o.tenant = '1003'"),
            ("number=26010203040000000007", "o.ref = '26010203040000000007'"),
            ("receiver=ipn.700001%20https://payer.example", "o.topic LIKE 'ipn.%'"),
        ],
    },
    Plain {
        path: "/refused-payments",
        select: refused_payments::select,
        id: ("id", "r.id"),
        from: "refused_payments r JOIN merchants m ON m.id = r.merchant_id",
        order: ["r.id DESC", "r.created_at DESC, r.id DESC"],
        filters: &[
            ("status=open", "r.resolved_at IS NULL"),
            ("status=resolved", "r.resolved_at IS NOT NULL"),
            ("kind=amount", "r.reason = 'amount'"),
            ("merchant=M001", "m.code = 'M001'"),
            ("product_id=1", "1"),
            ("channel=6", "r.channel_code = '6'"),
            ("customer=c1", "1"),
            ("currency=CNY&amount_from=9.49&amount_to=9.51", "r.amount = '9.50'"),
            ("currency=CNY&amount_from=300", "r.amount = '300'"),
            ("number=nothing-150", "r.billno = 'nothing-150'"),
        ],
    },
];

/// What all pages of a list name, and how many there were.
fn walk(desk: &Desk, path: &str, id: &str, limit: usize) -> (Vec<String>, usize) {
    let (mut found, mut pages, mut after) = (Vec::new(), 0, String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let answer = desk.get(&format!("{path}{sign}limit={limit}{after}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let items = answer.body["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        found.extend(
            items.iter().map(|item| item[id].as_str().map_or_else(|| item[id].to_string(), str::to_owned)),
        );
        pages += 1;
        match answer.body["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (found, pages),
        }
    }
}

fn plain(desk: &Desk, list: &Plain, condition: &str, order: &str) -> Vec<String> {
    let sql =
        format!("SELECT CAST({} AS TEXT) FROM {} WHERE {condition} ORDER BY {order}", list.id.1, list.from);
    desk.rows(&sql).into_iter().map(|mut row| row.take().unwrap()).collect()
}

/// The condition of [`TIMES`].
fn in_time(list: &Plain) -> String {
    let alias = list.order[1].split('.').next().unwrap();
    format!("{alias}.created_at >= 1767310200000 AND {alias}.created_at < 1767319200000")
}

#[test]
fn every_filter_finds_what_a_plain_query_finds_page_by_page() {
    let desk = desk(400);
    check_invariants(&desk);
    let (mut some, mut queries) = (0, 0);
    for list in &LISTS {
        let all = plain(&desk, list, "1", list.order[0]);
        assert_eq!(walk(&desk, list.path, list.id.0, 500).0, all, "{}", list.path);
        let (found, pages) = walk(&desk, list.path, list.id.0, 7);
        assert_eq!((found, pages), (all.clone(), all.len().div_ceil(7)), "{}", list.path);
        let timed = plain(&desk, list, &in_time(list), list.order[1]);
        assert!(!timed.is_empty() && timed.len() < all.len());
        assert_eq!(walk(&desk, &format!("{}?{TIMES}", list.path), list.id.0, 7).0, timed, "{}", list.path);
        for (query, condition) in list.filters {
            let path = format!("{}?{query}", list.path);
            let expected = plain(&desk, list, condition, list.order[0]);
            some += usize::from(!expected.is_empty());
            assert_eq!(walk(&desk, &path, list.id.0, 7).0, expected, "{path}");
            let mut found = walk(&desk, &format!("{path}&{TIMES}"), list.id.0, 7).0;
            let mut expected =
                plain(&desk, list, &format!("({condition}) AND {}", in_time(list)), list.order[1]);
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{path} in time");
            queries += 1;
        }
    }
    assert!(some > 60 && queries > 70, "{some} {queries}");
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn waiting_notices_stand_in_the_order_in_which_they_are_due() {
    let desk = desk(200);
    desk.platform
        .run_batch("UPDATE outbox SET next_at = next_at + seq * 7919 % 1000 WHERE state = 'queued'")
        .unwrap();
    let expected: Vec<String> = desk
        .rows("SELECT event_id FROM outbox WHERE state = 'queued' ORDER BY next_at, seq")
        .into_iter()
        .map(|mut row| row.take().unwrap())
        .collect();
    assert!(expected.len() > 10);
    assert_eq!(walk(&desk, "/notices?status=queued", "event_id", 3).0, expected);
    let receivers = desk.rows("SELECT DISTINCT receiver FROM outbox WHERE state = 'queued'");
    for receiver in receivers.into_iter().map(|mut row| row.take::<String>().unwrap()) {
        let sql = format!(
            "SELECT event_id FROM outbox WHERE state = 'queued' AND receiver = '{receiver}' ORDER BY next_at, seq"
        );
        let expected: Vec<String> = desk.rows(&sql).into_iter().map(|mut row| row.take().unwrap()).collect();
        let path = format!("/notices?status=queued&receiver={}", receiver.replace(' ', "%20"));
        assert_eq!(walk(&desk, &path, "event_id", 3).0, expected);
    }
}

#[test]
fn a_page_of_few_that_fit_is_short_and_the_next_ones_find_the_rest() {
    let desk = desk(30_000);
    // One in a thousand, by a filter that no index has.
    let expected: Vec<String> = desk
        .rows("SELECT order_sn FROM deposit_records WHERE amount = 1300 ORDER BY id DESC")
        .into_iter()
        .map(|mut row| row.take().unwrap())
        .collect();
    assert!(expected.len() >= 30);
    let path = "/deposits?currency=CNY&amount_from=13&amount_to=13";
    let before = desk.platform.statements();
    let first = desk.get(&format!("{path}&limit=500"));
    assert!(desk.platform.statements() - before <= 6, "bounded");
    assert!(first.body["items"].as_array().unwrap().len() < 30 && first.body["next"].is_string());
    let (found, pages) = walk(&desk, path, "order_sn", 500);
    assert_eq!(found, expected);
    assert_eq!(pages, 2);
}

#[test]
fn a_filter_that_is_wrong_is_told_so() {
    let desk = desk(20);
    for (path, errors) in [
        ("/deposits?state=open", vec![("?state", "unknown")]),
        ("/deposits?status=new", vec![("?status", "in")]),
        ("/deposits?status=open,", vec![("?status", "in")]),
        ("/deposits?from=yesterday&to=2026-13-01T00:00:00Z", vec![("?from", "string"), ("?to", "string")]),
        ("/deposits?amount_from=5", vec![("?amount_from", "required")]),
        ("/deposits?amount_to=x&currency=CNY", vec![("?amount_to", "numeric")]),
        ("/deposits?amount_to=1.5&currency=JPY", vec![("?amount_to", "numeric")]),
        ("/deposits?currency=EUR", vec![("?currency", "in")]),
        ("/deposits?product_id=x", vec![("?product_id", "integer")]),
        ("/deposits?limit=501", vec![("?limit", "integer")]),
        ("/deposits?after=x", vec![("?after", "string")]),
        ("/deposits?kind=cash", vec![("?kind", "in")]),
        ("/wallet-applications?customer=amy", vec![("?customer", "integer")]),
        ("/wallet-applications?currency=USD", vec![("?currency", "in")]),
        ("/payouts?status=waiting", vec![("?status", "in")]),
        ("/notices?kind=mail", vec![("?kind", "in")]),
        ("/notices?number=%00", vec![("?number", "string")]),
        ("/refused-payments?kind=none", vec![("?kind", "in")]),
        ("/overview?to=2026-01-01T00:00:00Z", vec![("?to", "unknown")]),
        ("/overview/daily?days=0", vec![("?days", "integer")]),
        ("/overview/daily?days=32", vec![("?days", "integer")]),
        ("/overview/daily?days=x", vec![("?days", "integer")]),
        ("/overview/daily?from=2026-01-01T00:00:00Z", vec![("?from", "unknown")]),
    ] {
        let expected: Vec<_> =
            errors.into_iter().map(|(at, code)| (at.to_owned(), code.to_owned())).collect();
        assert_eq!(desk.get(path).errors(), expected, "{path}");
    }
    for path in [
        "/deposits/1",
        "/withdrawals/1",
        "/wallet-applications/99999",
        "/wallet-applications/x",
        "/payouts/1",
        "/payouts/wallet-1",
        "/payouts/card-1",
        "/notices/1",
        "/refused-payments/99999",
        "/refused-payments/x",
    ] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
    assert_eq!(desk.platform.faults(), [""; 0]);
}

/// Tables that are as long as the configuration is, and what a statement makes itself.
const SHORT: [&str; 13] = [
    "merchants",
    "products",
    "deposit_channels",
    "withdraw_channels",
    "payee_merchant",
    "m",
    "h",
    "q",
    "s",
    "json_each",
    "k",
    "win",
    "i",
];

/// Indexes of what waits alone: they are as long as the work is.
const WAITING: [&str; 7] = [
    "outbox_due",
    "outbox_dead",
    "payout_jobs_open",
    "payout_jobs_conflict",
    "admin_top_ups_asked",
    "payee_pending",
    "reconciliation_items_open",
];

/// What a statement scans of the tables that grow.
fn scans(desk: &Desk, sql: &str, values: &[Value]) -> Vec<String> {
    let rows = block_on(desk.platform.query(&format!("EXPLAIN QUERY PLAN {sql}"), values)).unwrap();
    let details = rows.into_iter().map(|mut row| {
        row.skip(3);
        row.take::<String>().unwrap()
    });
    details
        .filter(|detail| {
            let table = detail.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let is_waiting = WAITING.iter().any(|index| detail.ends_with(&format!(" INDEX {index}")));
            !is_waiting
                && table.is_some_and(|table| {
                    !SHORT.contains(&table) && !table.starts_with('(') && !detail.contains("CONSTANT ROW")
                })
        })
        .collect()
}

#[test]
fn no_list_scans_a_table() {
    let desk = desk(200);
    let settings = block_on(Settings::read(&desk.platform)).unwrap();
    let mut plans = 0;
    for list in &LISTS {
        let queries = list.filters.iter().map(|(query, _)| (*query).to_owned());
        let timed = queries.clone().map(|query| format!("{query}&{TIMES}"));
        for query in queries.chain(timed).chain([String::new(), TIMES.to_owned(), "status=queued".into()]) {
            if query == "status=queued" && list.path != "/notices" {
                continue;
            }
            let request = Request::new(Method::GET, &format!("{}?{query}", list.path));
            let call = Call { platform: &desk.platform, request: &request };
            let call = Routed { call, settings: &settings, path: Vec::new() };
            let names: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
            let mut filters = Filters::of(&call, &names);
            let list_of = (list.select)(&mut filters);
            filters.finish().unwrap();
            let mut values: Vec<Value> = vec![51.into(), 50.into(), i64::MAX.into(), i64::MAX.into()];
            values.extend(filters.values.iter().cloned());
            let found = scans(&desk, &statement(&list_of, &filters.conditions), &values);
            assert!(found.is_empty(), "{}?{query}: {found:?}", list.path);
            plans += 1;
        }
    }
    assert!(plans > 150, "{plans}");
    let details = [
        deposits::DETAIL,
        withdrawals::DETAIL,
        wallet_applications::DETAIL,
        payouts::DETAIL,
        notices::DETAIL,
        refused_payments::DETAIL,
    ];
    let others = overview::statements().into_iter().chain(timeline::statements());
    for sql in others.chain(details.map(str::to_owned)) {
        let count = (1..=5).rfind(|number| sql.contains(&format!("?{number}"))).unwrap();
        let values: Vec<Value> = (0..count).map(|_| Value::from("1")).collect();
        let found = scans(&desk, &sql, &values);
        assert!(found.is_empty(), "{sql}: {found:?}");
    }
}
