//! Which rows are due, shared out among their receivers (`outbox.md` 2).

/// What makes row `o` due but for its receiver: it is nobody's, and no earlier row of its subject waits. `?1` now, `?2`
/// topics as a JSON array or NULL.
macro_rules! is_due {
    () => {
        "o.state = 'queued' AND o.next_at <= ?1 AND (o.lease_until IS NULL OR o.lease_until <= ?1)
         AND (?2 IS NULL OR o.topic IN (SELECT value FROM json_each(?2)))
         AND NOT EXISTS (SELECT 1 FROM outbox e
                          WHERE e.ref = o.ref AND e.seq < o.seq AND e.state = 'queued'
                            AND substr(e.topic, 1, instr(e.topic, '.')) = substr(o.topic, 1, instr(o.topic, '.')))"
    };
}

/// Receivers for whom something is queued, by the index.
macro_rules! names {
    () => {
        "name (receiver) AS (
           SELECT min(receiver) FROM outbox WHERE state = 'queued'
           UNION ALL
           SELECT (SELECT min(o.receiver) FROM outbox o WHERE o.state = 'queued' AND o.receiver > name.receiver)
             FROM name WHERE name.receiver IS NOT NULL)"
    };
}

/// The rows that a claim takes, as a list of their `seq`.
///
/// Receivers are visited by the index, so that a backlog of one costs the others nothing. Each offers its oldest rows. They
/// are taken in turns, one of every tenant, and within a tenant one of every receiver; where a receiver failed last, one
/// turn later. One that is left alone offers nothing while one of its rows is held. After its back-off it offers one row;
/// before it only rows that have been tried, whose own schedule is the contract's, and eight at the most: a tenant's share.
///
/// `?1` and `?2` as above, `?5` how many, `?6` receivers that this call asks no more, as a JSON array. `?5 + 0`: for a bare
/// parameter as a limit SQLite prepares a statement anew at every execution, which is dear where triggers come along.
macro_rules! chosen {
    () => {
        concat!(
            "WITH RECURSIVE ",
            names!(),
            ",
               asked (receiver, failures, open_until) AS MATERIALIZED (
                 SELECT name.receiver, coalesce(r.failures, 0), r.open_until
                   FROM name LEFT JOIN outbox_receivers r ON r.receiver = name.receiver
                  WHERE name.receiver IS NOT NULL
                    AND name.receiver NOT IN (SELECT value FROM json_each(?6))
                    AND (r.open_until IS NULL
                         OR NOT EXISTS (SELECT 1 FROM outbox h
                                         WHERE h.receiver = name.receiver AND h.state = 'queued' AND h.lease_until > ?1))),
               offered (seq, next_at, receiver, failures) AS (
                 SELECT c.seq, c.next_at, a.receiver, a.failures
                   FROM asked a CROSS JOIN outbox c
                  WHERE a.open_until IS NULL AND c.seq IN (
                    SELECT o.seq FROM outbox o WHERE o.receiver = a.receiver AND ",
            is_due!(),
            " ORDER BY o.next_at, o.seq LIMIT ?5 + 0)
                 UNION ALL
                 SELECT c.seq, c.next_at, a.receiver, a.failures
                   FROM asked a CROSS JOIN outbox c
                  WHERE a.open_until <= ?1 AND c.seq IN (
                    SELECT o.seq FROM outbox o WHERE o.receiver = a.receiver AND ",
            is_due!(),
            " ORDER BY o.next_at, o.seq LIMIT 1)
                 UNION ALL
                 SELECT c.seq, c.next_at, a.receiver, a.failures
                   FROM asked a CROSS JOIN outbox c
                  WHERE a.open_until > ?1 AND c.seq IN (
                    SELECT o.seq FROM outbox o WHERE o.receiver = a.receiver AND o.attempts > 0 AND ",
            is_due!(),
            " ORDER BY o.next_at, o.seq LIMIT 8))
             SELECT seq FROM (
               SELECT seq, next_at, failures,
                      row_number() OVER (PARTITION BY substr(receiver, 1, instr(receiver, ' '))
                                             ORDER BY place + (failures > 0), next_at, seq) AS turn
                 FROM (SELECT *, row_number() OVER (PARTITION BY receiver ORDER BY next_at, seq) AS place FROM offered))
              ORDER BY turn + (failures > 0), next_at, seq LIMIT ?5 + 0"
        )
    };
}

/// Counts what is due: rows whose receiver is left alone are not. `?1` and `?2` as above, `?3` how far to count.
pub(super) const COUNT: &str = concat!(
    "WITH RECURSIVE ",
    names!(),
    " SELECT count(*) FROM (
       SELECT 1 FROM name LEFT JOIN outbox_receivers r ON r.receiver = name.receiver CROSS JOIN outbox o
        WHERE (r.open_until IS NULL OR r.open_until <= ?1) AND o.receiver = name.receiver AND ",
    is_due!(),
    " LIMIT ?3 + 0)"
);

pub(super) use {chosen, is_due, names};
