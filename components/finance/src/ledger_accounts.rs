//! `GET /ledger/accounts`: every account of the ledger (docs/ledger.md).

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
use crate::ledger_entries::PARTS;
use crate::listing::Listing;
use crate::query;
use feiqian_operator::call::{Known, Reply, Routed};
use feiqian_operator::problem::Problem;
use feiqian_platform::Value;

const COLUMNS: &[Column] = &[
    Column("code", Plain),
    Column("name", Text),
    Column("part", Plain),
    Column("kind", Plain),
    Column("currency", Plain),
    Column("owner_kind", Plain),
    Column("owner", Text),
];

/// The accounts of each part, with the section and the key of the cursor. `?1` and `?2` are the cursor, `?3` the number of rows,
/// `?4` the owner, NULL for any.
const SECTIONS: [(&str, &str); 4] = [
    (
        "cashier",
        "SELECT 1 AS section, m.code || '.' || c.currency || '.' || b.book AS key,
                'cashier.' || m.code || '.' || c.currency || '.' || b.book AS code,
                'Merchant ' || m.code || ' of ' || p.name || ': ' || b.book AS name, 'cashier' AS part, b.kind,
                c.currency, 'merchant' AS owner_kind, m.code AS owner
           FROM (SELECT merchant_id, currency FROM deposit_channels UNION SELECT merchant_id, currency FROM withdraw_channels) c
           JOIN merchants m ON m.id = c.merchant_id JOIN products p ON p.id = m.product_id
           JOIN (SELECT 'clearing' AS book, 'asset' AS kind UNION ALL SELECT 'owed', 'liability'
                 UNION ALL SELECT 'fees', 'income') b
          WHERE (?4 IS NULL OR m.code = ?4)",
    ),
    (
        "payee",
        "SELECT 2, l.merchant_no || '.' || l.currency || '.' || lower(l.kind),
                'payee.' || l.merchant_no || '.' || l.currency || '.' || lower(l.kind),
                m.name || ': ' || replace(lower(l.kind), '_', ' '), 'payee',
                CASE l.kind WHEN 'FUNDING' THEN 'asset' WHEN 'SETTLED' THEN 'asset' WHEN 'FEES' THEN 'income' ELSE 'liability' END,
                l.currency, 'payee_merchant', l.merchant_no
           FROM payee_ledger l JOIN payee_merchant m ON m.merchant_no = l.merchant_no
          WHERE (?4 IS NULL OR l.merchant_no = ?4)",
    ),
    (
        "wallet",
        "SELECT 3, b.book, 'wallet.operator.CNY.' || b.book, 'Wallets: ' || replace(b.book, '_', ' '), 'wallet', b.kind, 'CNY',
                'operator', 'operator'
           FROM (SELECT 'fees' AS book, 'income' AS kind UNION ALL SELECT 'funding', 'asset'
                 UNION ALL SELECT 'paid_out', 'asset') b
          WHERE (?4 IS NULL OR ?4 = 'operator')",
    ),
    (
        "wallet",
        "SELECT 4, printf('%020d', 2 * u.id + b.at), 'wallet.' || u.id || '.CNY.' || b.book,
                u.username || ': ' || b.book, 'wallet', 'liability', 'CNY', 'wallet_user', CAST(u.id AS TEXT)
           FROM users u CROSS JOIN (SELECT 0 AS at, 'available' AS book UNION ALL SELECT 1, 'frozen') b
          WHERE u.id >= max(CASE ?1 WHEN 4 THEN CAST(?2 AS INTEGER) / 2 ELSE 0 END, coalesce(CAST(?4 AS INTEGER), 0))
            AND u.id <= coalesce(CAST(?4 AS INTEGER), 9007199254740991)",
    ),
];

/// The list of the accounts of a part and an owner. Those of the users are read in the order of their numbers.
pub fn listing(part: Option<&str>, owner: Option<&str>) -> Listing {
    let wanted = SECTIONS.iter().enumerate().filter(|(_, (of, _))| part.is_none_or(|part| part == *of));
    let pages = wanted.map(|(at, (_, select))| {
        let section = at + 1;
        let order = if section == 4 { "u.id, b.at" } else { "2" };
        format!(
            "SELECT * FROM ({select} AND ({section} > ?1 OR {section} = ?1 AND {} > ?2) ORDER BY {order} LIMIT ?3)",
            key(section)
        )
    });
    let pages = pages.collect::<Vec<_>>().join(" UNION ALL ");
    Listing {
        sql: format!(
            "SELECT section, key, code, name, part, kind, currency, owner_kind, owner
               FROM (SELECT 0 AS section, '' AS key, '' AS code, '' AS name, '' AS part, '' AS kind, '' AS currency,
                            '' AS owner_kind, '' AS owner WHERE 0 UNION ALL {pages})
              ORDER BY section, key LIMIT ?3"
        ),
        cursor: vec![0_i64.into(), "".into()],
        filters: vec![Value::from(owner)],
        columns: COLUMNS,
    }
}

/// What the cursor's key is compared with.
const fn key(section: usize) -> &'static str {
    match section {
        1 => "m.code || '.' || c.currency || '.' || b.book",
        2 => "l.merchant_no || '.' || l.currency || '.' || lower(l.kind)",
        3 => "b.book",
        _ => "printf('%020d', 2 * u.id + b.at)",
    }
}

/// The list of a query.
pub fn of(call: &Routed<'_>) -> Result<Listing, Problem> {
    let part = query::one_of(call, "part", PARTS)?;
    Ok(listing(part, query::word(call, "owner")?.as_deref()))
}

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    of(&known.call)?.page(known).await
}
