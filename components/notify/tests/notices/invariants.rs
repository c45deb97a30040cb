//! Every query of `sql/invariants/120_outbox.sql` holds after real calls and finds the damage it is there for.

use crate::common::*;

/// What each invariant must find, by its name; done with all triggers and checks out of the way. Of the rows, 1 is done, 2
/// is dead, 3 waits after a failure, and 4 is a later event of its subject.
const DAMAGE: [(&str, &str); 14] = [
    ("outbox: the attempts of a row are numbered", "DELETE FROM outbox_attempts WHERE event_id LIKE '%2' AND attempt = 4"),
    ("outbox: the attempts of a row are numbered", "UPDATE outbox_attempts SET attempt = 2 WHERE event_id LIKE '%1'"),
    ("outbox: what is done", "UPDATE outbox SET state = 'done', done_at = 1 WHERE seq = 3"),
    ("outbox: what is done", "UPDATE outbox SET state = 'queued' WHERE seq = 1"),
    ("outbox: what is dead", "UPDATE outbox SET state = 'dead' WHERE seq = 3"),
    ("outbox: what is dead", "UPDATE outbox_attempts SET manual = 1 WHERE outcome = 'dead'"),
    (
        "outbox: a schedule",
        "INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, next_at, result, answer)
         SELECT event_id, attempt + 1, lease_by, started_at, 0, 'retry', 1, '', '' FROM outbox_attempts WHERE outcome = 'done'",
    ),
    ("outbox: what follows", "UPDATE outbox SET attempts = 1 WHERE seq = 4"),
    ("outbox: a receiver that is left alone", "UPDATE outbox_receivers SET failures = 10"),
    ("outbox: a receiver that is left alone", "UPDATE outbox_receivers SET failures = 0"),
    (
        "outbox: a receiver that is left alone",
        "UPDATE outbox_receivers SET failures = 10, opened_at = 1, open_until = 60002",
    ),
    ("outbox: a receiver whose last answer", "INSERT INTO outbox_receivers VALUES ('wallet https://hook.example', 1, NULL, NULL, 1)"),
    ("outbox: what an operator", "INSERT INTO outbox_abandoned SELECT event_id, 1 FROM outbox WHERE seq = 3"),
    ("outbox: a job", "UPDATE payout_jobs SET last_outcome = 'paid'"),
];

/// The names of the invariants that are broken.
fn broken(world: &World) -> Vec<String> {
    let queries = queries();
    let is_broken = |query: &str| !world.rows(query.trim().trim_end_matches(';')).is_empty();
    queries.into_iter().filter(|(_, query)| is_broken(query)).map(|(name, _)| name).collect()
}

fn queries() -> Vec<(String, String)> {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/invariants/120_outbox.sql");
    let text = std::fs::read_to_string(FILE).expect("the invariants");
    let chunks = text.split("\n-- ").skip(1).map(|chunk| chunk.split_once('\n').expect("a name and a query"));
    chunks.map(|(name, query)| (name.to_owned(), query.to_owned())).collect()
}

#[test]
fn every_damage_is_found() {
    let world = World::new();
    world.queue("wallet.notice", "done", "5");
    world.dispatch("");
    world.answers(500, "");
    world.queue("cashier.deposit", "dead", "2");
    for _ in 0..7 {
        world.dispatch("");
        world.after(1440 * MINUTE_MS);
    }
    world.queue("ipn.payout", "waiting", "onhold");
    world.queue("ipn.payout", "waiting", "success");
    world.dispatch("");
    world.sql("INSERT INTO payout_jobs (kind, ref, next_attempt_at, created_at, updated_at) VALUES ('payee', 'x', 1, 1, 1)");
    let states = world.texts("SELECT state || attempts FROM outbox ORDER BY seq");
    assert_eq!(states, ["done1", "dead7", "queued1", "queued0"]);
    assert_eq!(broken(&world), [""; 0]);

    for trigger in world.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        world.sql(&format!("DROP TRIGGER {trigger}"));
    }
    world.sql("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
    for (name, damage) in DAMAGE {
        world.sql(&format!("SAVEPOINT damage; {damage}"));
        let found = broken(&world);
        assert!(
            found.iter().any(|found| found.starts_with(name)),
            "{name} does not find {damage}: {found:?}"
        );
        world.sql("ROLLBACK TO damage; RELEASE damage");
        assert_eq!(broken(&world), [""; 0]);
    }
    for (name, _) in queries() {
        assert!(
            DAMAGE.iter().any(|(of, _)| name.starts_with(of)),
            "nothing shows that this can fail: {name}"
        );
    }
}
