//! The audit chain of each merchant, recomputed (`crates/signing/src/chain.rs`). Nothing of the database is believed but
//! the rows: neither triggers nor views.

use anyhow::Result;
use feiqian_signing::chain::{DESK, GENESIS, SOURCES, Source, link};
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;
use std::str::FromStr;

/// How much younger the newest row of the database may be than one that is not chained: the dispatcher is called every
/// minute, and chains the oldest rows first.
const OVERDUE_MS: i64 = 10 * 60_000;

/// The end of a merchant's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub merchant: String,
    pub links: i64,
    pub hash: String,
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let [merchant, links, hash] = parts.as_slice() else { return Err("not MERCHANT:LINKS:HASH".into()) };
        let links = links.parse().map_err(|_| "LINKS is no number".to_owned())?;
        Ok(Anchor { merchant: (*merchant).to_owned(), links, hash: hash.to_lowercase() })
    }
}

#[derive(Debug, Default)]
pub struct Chains {
    pub heads: Vec<Anchor>,
    pub findings: Vec<String>,
    /// Rows that are not chained yet.
    pub waiting: i64,
}

/// One link beside the row that it names.
struct Link {
    merchant_id: i64,
    merchant: Option<String>,
    seq: i64,
    source: i64,
    audit_id: i64,
    prev_hash: String,
    hash: String,
    /// `None`: the row is gone.
    row: Option<(i64, String)>,
}

/// The links of all chains, each with its audit row.
fn links() -> String {
    let of = |source: &Source, what: &str| {
        format!("WHEN {} THEN (SELECT {what} FROM {} WHERE id = c.audit_id)", source.number, source.table)
    };
    let owners: Vec<String> = SOURCES.iter().map(|source| of(source, "merchant_id")).collect();
    let texts: Vec<String> = SOURCES.iter().map(|source| of(source, &source.text())).collect();
    format!(
        "SELECT c.merchant_id, (SELECT code FROM merchants WHERE id = c.merchant_id), c.seq, c.source, c.audit_id,
                c.prev_hash, c.hash, CASE c.source {} END, CASE c.source {} END
           FROM audit_chain c ORDER BY c.merchant_id, c.seq",
        owners.join(" "),
        texts.join(" ")
    )
}

impl Link {
    /// Reads a row of [`links`].
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (owner, text): (Option<i64>, Option<String>) = (row.get(7)?, row.get(8)?);
        Ok(Link {
            merchant_id: row.get(0)?,
            merchant: row.get(1)?,
            seq: row.get(2)?,
            source: row.get(3)?,
            audit_id: row.get(4)?,
            prev_hash: row.get(5)?,
            hash: row.get(6)?,
            row: owner.zip(text),
        })
    }

    /// What is wrong with it, after the link before it in its chain.
    fn faults(&self, before: Option<&Link>) -> Vec<String> {
        let (seq, hash) = before.map_or((0, GENESIS), |before| (before.seq, &before.hash));
        let of_row = of_row(self.source, self.audit_id);
        let mut faults = Vec::new();
        if self.seq != seq + 1 {
            faults.push("the link before it is missing".to_owned());
        }
        if self.prev_hash != hash {
            faults.push("does not follow the link before it".to_owned());
        }
        match &self.row {
            None => faults.push(format!("its audit row {of_row} is gone")),
            Some((owner, _)) if *owner != self.merchant_id => {
                faults.push(format!("its audit row {of_row} is another merchant's"));
            }
            Some((_, text)) if link(&self.prev_hash, text) != self.hash => {
                faults.push(format!("its audit row {of_row} was changed"));
            }
            Some(_) => {}
        }
        faults
    }
}

/// Recomputes every chain.
pub fn verify(connection: &Connection, anchors: &[Anchor]) -> Result<Chains> {
    let mut chains = Chains::default();
    let mut statement = connection.prepare(&links())?;
    let mut rows = statement.query([])?;
    let mut before: Option<Link> = None;
    // The last audit id of each table in the chain at hand, and what the anchors named that was met.
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    let mut met = vec![false; anchors.len()];
    while let Some(row) = rows.next()? {
        let at = Link::read(row)?;
        if before.as_ref().is_some_and(|before| before.merchant_id != at.merchant_id) {
            chains.heads.extend(before.take().map(|before| head(&before)));
            last.clear();
        }
        let mut faults = at.faults(before.as_ref());
        if last.insert(at.source, at.audit_id).is_some_and(|last| last >= at.audit_id) {
            faults.push("its audit row is out of order".to_owned());
        }
        let name = format!("{} link {}", at.merchant.as_deref().unwrap_or("?"), at.seq);
        chains.findings.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        for (anchor, met) in anchors.iter().zip(&mut met) {
            let is_it = Some(&anchor.merchant) == at.merchant.as_ref() && anchor.links == at.seq;
            *met |= is_it && anchor.hash == at.hash;
        }
        before = Some(at);
    }
    chains.heads.extend(before.map(|before| head(&before)));
    for (anchor, _) in anchors.iter().zip(met).filter(|(_, met)| !met) {
        chains.findings.push(format!("{} link {}: is not what was anchored", anchor.merchant, anchor.links));
    }
    unchained(connection, &mut chains)?;
    Ok(chains)
}

/// Rows without a link: the newest may wait for one, others were slipped in or nobody calls the dispatcher.
fn unchained(connection: &Connection, chains: &mut Chains) -> Result<()> {
    let newest = "SELECT max(coalesce((SELECT max(created_at) FROM audit_log), 0),
                             coalesce((SELECT max(created_at) FROM receipt_bank_audit), 0),
                             coalesce((SELECT max(sealed_at) FROM audit_chain), 0))";
    let newest: i64 = connection.query_row(newest, [], |row| row.get(0))?;
    for source in SOURCES {
        let query = format!(
            "SELECT id, id < (SELECT coalesce(max(audit_id), 0) FROM audit_chain WHERE source = {number}), created_at
               FROM {table} a
              WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.source = {number} AND c.audit_id = a.id) ORDER BY id",
            number = source.number,
            table = source.table
        );
        let mut statement = connection.prepare(&query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, is_behind, created_at): (i64, bool, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if is_behind {
                chains
                    .findings
                    .push(format!("{}: was never chained, later rows were", of_row(source.number, id)));
            } else if created_at < newest - OVERDUE_MS {
                chains
                    .findings
                    .push(format!("{}: is not chained after ten minutes", of_row(source.number, id)));
            } else {
                chains.waiting += 1;
            }
        }
    }
    Ok(())
}

/// The chain of the desk's audit, whose rows carry their hashes.
#[derive(Debug, Default)]
pub struct Desk {
    pub links: i64,
    pub hash: String,
    pub findings: Vec<String>,
}

/// Recomputes the chain of the desk. `anchor` is a head that was kept elsewhere.
pub fn verify_desk(connection: &Connection, anchor: Option<&Anchor>) -> Result<Desk> {
    let mut desk = Desk { hash: GENESIS.to_owned(), ..Desk::default() };
    let query = format!("SELECT id, prev_hash, hash, {} FROM {} ORDER BY id", DESK.text(), DESK.table);
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    let mut is_met = anchor.is_none();
    while let Some(row) = rows.next()? {
        let (id, before, hash): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let text: String = row.get(3)?;
        if id != desk.links + 1 {
            desk.findings.push(format!("{} {id}: the row before it is missing", DESK.table));
        }
        if before != desk.hash {
            desk.findings.push(format!("{} {id}: does not follow the row before it", DESK.table));
        }
        if link(&before, &text) != hash {
            desk.findings.push(format!("{} {id}: was changed", DESK.table));
        }
        is_met |= anchor.is_some_and(|anchor| anchor.links == id && anchor.hash == hash);
        (desk.links, desk.hash) = (id, hash);
    }
    if let (Some(anchor), false) = (anchor, is_met) {
        desk.findings.push(format!("{} {}: is not what was anchored", DESK.table, anchor.links));
    }
    Ok(desk)
}

fn of_row(source: i64, audit_id: i64) -> String {
    let table = SOURCES.iter().find(|of| of.number == source).map_or("?", |of| of.table);
    format!("{table} {audit_id}")
}

fn head(link: &Link) -> Anchor {
    let merchant = link.merchant.clone().unwrap_or_else(|| "?".to_owned());
    Anchor { merchant, links: link.seq, hash: link.hash.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    const MINUTE_MS: i64 = 60_000;

    /// The demo data with six audit rows of two merchants, chained as the dispatcher does it, and no trigger left.
    fn chained() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap().into_iter().chain(sql::demo().unwrap()) {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        for id in 0..6 {
            audit(&connection, 1 + id % 2, 1_767_323_045_000 + id);
        }
        connection.execute("UPDATE receipt_banks SET status = 0", []).unwrap();
        chain(&connection);
        let triggers =
            "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
        let triggers: String = connection.query_row(triggers, [], |row| row.get(0)).unwrap();
        connection.execute_batch(&triggers).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
        connection
    }

    fn audit(connection: &Connection, merchant: i64, created_at: i64) {
        connection
            .execute(
                "INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, new_flag, actor, user_type,
                                        remarks, trace_id, created_at)
                 VALUES (1, 1, 'b', ?1, 'create', 0, '中', 'P', 'r', 't', ?2)",
                [merchant, created_at],
            )
            .unwrap();
    }

    /// Chains every row that is not: by hand, from the rows themselves.
    fn chain(connection: &Connection) {
        let mut heads: BTreeMap<i64, (i64, String)> = BTreeMap::new();
        for source in SOURCES {
            let rows = format!("SELECT id, merchant_id, {} FROM {} ORDER BY id", source.text(), source.table);
            let mut statement = connection.prepare(&rows).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
            let rows: Vec<(i64, i64, String)> = rows.map(Result::unwrap).collect();
            for (id, merchant, text) in rows {
                let head = heads.entry(merchant).or_insert((0, GENESIS.to_owned()));
                let next = (head.0 + 1, link(&head.1, &text));
                let values = rusqlite::params![merchant, next.0, source.number, id, head.1, next.1];
                let insert = "INSERT INTO audit_chain VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1767323045000)";
                connection.execute(insert, values).unwrap();
                *head = next;
            }
        }
    }

    fn findings(connection: &Connection) -> Vec<String> {
        verify(connection, &[]).unwrap().findings
    }

    #[test]
    fn a_sound_chain_has_heads_and_no_finding() {
        let connection = chained();
        let chains = verify(&connection, &[]).unwrap();
        assert_eq!(chains.findings, [""; 0]);
        assert_eq!(chains.waiting, 0);
        let heads: Vec<(&str, i64)> =
            chains.heads.iter().map(|head| (head.merchant.as_str(), head.links)).collect();
        assert_eq!(heads, [("M001", 3), ("M002", 3), ("M003", 2)]);
        assert_eq!(verify(&connection, &chains.heads).unwrap().findings, [""; 0]);
    }

    /// Three rows of the desk, and no trigger left.
    fn desk() -> Connection {
        let connection = chained();
        let mut head = GENESIS.to_owned();
        for id in ["1", "2", "3"] {
            let columns = [id, "7", "amy", "owner", "", "192.0.2.1", "t", "change", "product", "1"];
            let mut text: Vec<_> = columns.map(Some).to_vec();
            text.extend([None, Some("{}")]);
            let hash = link(&head, &DESK.text_of(&text));
            let insert = "INSERT INTO admin_audit
                VALUES (?1, 7, 'amy', 'owner', '', '192.0.2.1', 't', 'change', 'product', '1', NULL, '{}', ?2, ?3)";
            connection.execute(insert, [id, &head, &hash]).unwrap();
            head = hash;
        }
        connection
    }

    #[test]
    fn what_is_changed_removed_or_added_at_the_desk_is_found() {
        let connection = desk();
        let sound = verify_desk(&connection, None).unwrap();
        assert_eq!((sound.links, sound.findings.len()), (3, 0), "{:?}", sound.findings);
        let anchor = Anchor { merchant: "desk".into(), links: 3, hash: sound.hash };
        assert!(verify_desk(&connection, Some(&anchor)).unwrap().findings.is_empty());
        let mut changes: Vec<String> = DESK
            .columns
            .iter()
            .map(|column| {
                let value = if matches!(*column, "id" | "created_at") { "9" } else { "'[1]'" };
                format!("UPDATE admin_audit SET {column} = {value} WHERE id = 2")
            })
            .collect();
        changes.push("DELETE FROM admin_audit WHERE id = 2".into());
        changes.push("UPDATE admin_audit SET prev_hash = hash WHERE id = 3".into());
        for sql in changes {
            connection.execute_batch("SAVEPOINT tampering").unwrap();
            connection.execute(&sql, []).unwrap();
            assert!(!verify_desk(&connection, None).unwrap().findings.is_empty(), "{sql}");
            connection.execute_batch("ROLLBACK TO tampering; RELEASE tampering").unwrap();
        }
        // The end alone is missed by nobody but who has kept it.
        connection.execute("DELETE FROM admin_audit WHERE id = 3", []).unwrap();
        assert!(verify_desk(&connection, None).unwrap().findings.is_empty());
        assert!(!verify_desk(&connection, Some(&anchor)).unwrap().findings.is_empty());
    }

    #[test]
    fn the_columns_are_all_that_the_tables_have() {
        let connection = chained();
        for source in SOURCES {
            let mut statement = connection
                .prepare(&format!("SELECT name FROM pragma_table_info('{}')", source.table))
                .unwrap();
            let names = statement.query_map([], |row| row.get(0)).unwrap();
            let names: Vec<String> = names.map(Result::unwrap).collect();
            assert_eq!(names, source.columns, "{}", source.table);
        }
    }

    #[test]
    fn every_change_of_any_column_of_any_row_is_found() {
        let connection = chained();
        for source in SOURCES {
            let count = format!("SELECT count(*) FROM {}", source.table);
            let count: i64 = connection.query_row(&count, [], |row| row.get(0)).unwrap();
            assert!(count > 1);
            for id in 1..=count {
                for column in source.columns {
                    for value in [
                        format!(
                            "CASE typeof({column}) WHEN 'text' THEN {column} || 'x' ELSE coalesce({column}, 0) + 7 END"
                        ),
                        format!(
                            "CASE WHEN {column} IS NULL THEN 0 WHEN typeof({column}) = 'text' THEN '' || {column} || ',' ELSE -1 END"
                        ),
                    ] {
                        connection.execute_batch("SAVEPOINT tampering").unwrap();
                        let sql = format!("UPDATE {} SET {column} = {value} WHERE id = {id}", source.table);
                        connection.execute(&sql, []).unwrap();
                        assert!(!findings(&connection).is_empty(), "{sql}");
                        connection.execute_batch("ROLLBACK TO tampering; RELEASE tampering").unwrap();
                    }
                }
            }
        }
        assert_eq!(findings(&connection), [""; 0]);
    }

    #[test]
    fn what_is_removed_added_or_put_elsewhere_is_found() {
        let connection = chained();
        let heads = verify(&connection, &[]).unwrap().heads;
        for (sql, is_found_without_anchor) in [
            ("DELETE FROM audit_log WHERE id = 1", true),
            ("DELETE FROM audit_log WHERE id = 6", true),
            ("DELETE FROM receipt_bank_audit WHERE id = 1", true),
            ("DELETE FROM audit_chain WHERE merchant_id = 1 AND seq = 2", true),
            // Two rows exchange their ids.
            (
                "UPDATE audit_log SET id = 99 WHERE id = 1; UPDATE audit_log SET id = 1 WHERE id = 3; UPDATE audit_log SET id = 3 WHERE id = 99",
                true,
            ),
            // Two links exchange their places.
            (
                "UPDATE audit_chain SET seq = 99 WHERE merchant_id = 1 AND seq = 1; UPDATE audit_chain SET seq = 1 WHERE merchant_id = 1 AND seq = 2; UPDATE audit_chain SET seq = 2 WHERE seq = 99",
                true,
            ),
            ("UPDATE audit_chain SET merchant_id = 2, seq = 4 WHERE merchant_id = 1 AND seq = 3", true),
            ("UPDATE audit_log SET id = -1 WHERE id = 2", true),
            (
                "INSERT INTO audit_log SELECT 0, request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type, remarks, ip_address, trace_id, created_at, '', '', '' FROM audit_log WHERE id = 1",
                true,
            ),
            // The end of a chain together with its row: only who has kept the head can tell.
            (
                "DELETE FROM audit_log WHERE id = 5; DELETE FROM audit_chain WHERE merchant_id = 1 AND seq = 3",
                false,
            ),
        ] {
            connection.execute_batch("SAVEPOINT tampering").unwrap();
            connection.execute_batch(sql).unwrap();
            assert_eq!(!findings(&connection).is_empty(), is_found_without_anchor, "{sql}");
            assert!(!verify(&connection, &heads).unwrap().findings.is_empty(), "{sql}");
            connection.execute_batch("ROLLBACK TO tampering; RELEASE tampering").unwrap();
        }
        // A chain that was computed anew from changed rows is sound in itself, and not what was anchored.
        connection
            .execute_batch("UPDATE audit_log SET actor = 'x' WHERE id = 1; DELETE FROM audit_chain")
            .unwrap();
        chain(&connection);
        assert_eq!(findings(&connection), [""; 0]);
        assert_eq!(verify(&connection, &heads).unwrap().findings, ["M001 link 3: is not what was anchored"]);
    }

    #[test]
    fn a_row_may_wait_for_its_link_but_not_for_long() {
        let connection = chained();
        let now = 1_767_323_045_000 + 5;
        audit(&connection, 1, now);
        let chains = verify(&connection, &[]).unwrap();
        assert_eq!((chains.findings.len(), chains.waiting), (0, 1));
        audit(&connection, 1, now + 10 * MINUTE_MS);
        let chains = verify(&connection, &[]).unwrap();
        assert_eq!((chains.findings.len(), chains.waiting), (0, 2));
        audit(&connection, 2, now + 10 * MINUTE_MS + 1);
        let chains = verify(&connection, &[]).unwrap();
        assert_eq!(chains.findings, ["audit_log 7: is not chained after ten minutes"]);
        assert_eq!(chains.waiting, 2);
    }

    #[test]
    fn an_anchor_is_read_as_it_is_printed() {
        assert_eq!(
            "M001:12:AB".parse(),
            Ok(Anchor { merchant: "M001".into(), links: 12, hash: "ab".into() })
        );
        assert!("M001:x:ab".parse::<Anchor>().is_err() && "M001".parse::<Anchor>().is_err());
    }
}
