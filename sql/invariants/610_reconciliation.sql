-- Each query answers no row at any committed state; the line before it is its name (docs/ledger.md).

-- reconciliation: the counts are those of the items
SELECT r.id FROM reconciliations r LEFT JOIN reconciliation_items i ON i.reconciliation_id = r.id
 GROUP BY r.id
 HAVING r.matched <> count(*) FILTER (WHERE i.outcome = 'matched')
   OR r.missing_here <> count(*) FILTER (WHERE i.outcome = 'missing_here')
     OR r.missing_there <> count(*) FILTER (WHERE i.outcome = 'missing_there')
     OR r.different_amount <> count(*) FILTER (WHERE i.outcome = 'different_amount')
     OR r.different_day <> count(*) FILTER (WHERE i.outcome = 'different_day')
     OR r.duplicate <> count(*) FILTER (WHERE i.outcome = 'duplicate')
     OR r.open <> count(*) FILTER (WHERE i.outcome <> 'matched' AND i.resolved_at IS NULL);

-- reconciliation: what matches is the same on both sides
SELECT reconciliation_id, item FROM reconciliation_items
 WHERE outcome = 'matched' AND (their_amount IS NOT our_amount OR their_day IS NOT our_day OR our_reference IS NULL);
