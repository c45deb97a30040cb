-- Each query answers no row at any quiet moment; the line before it is its name (outbox.md sections 1 to 3).

-- outbox: the attempts of a row are numbered without a gap
SELECT event_id FROM outbox_attempts GROUP BY event_id HAVING min(attempt) <> 1 OR max(attempt) <> count(*);

-- outbox: what is done was acknowledged, and nothing else was
SELECT event_id FROM outbox o
 WHERE (state = 'done') <> EXISTS (SELECT 1 FROM outbox_attempts a WHERE a.event_id = o.event_id AND a.outcome = 'done');

-- outbox: what is dead was given up by its schedule or by an operator
SELECT event_id FROM outbox o
 WHERE state = 'dead' AND NOT EXISTS (SELECT 1 FROM outbox_abandoned a WHERE a.event_id = o.event_id)
   AND NOT EXISTS (SELECT 1 FROM outbox_attempts a
         WHERE a.event_id = o.event_id AND a.manual = 0 AND a.outcome = 'dead');

-- outbox: a schedule sends nothing after its end
SELECT a.event_id FROM outbox_attempts a JOIN outbox_attempts e USING (event_id)
 WHERE e.outcome <> 'retry' AND a.attempt > e.attempt AND a.manual = 0;

-- outbox: what follows an earlier event of its subject was not sent by schedule before that one was over
SELECT l.event_id FROM outbox l JOIN outbox e ON e.ref = l.ref AND e.seq < l.seq AND e.state = 'queued'
   AND substr(e.topic, 1, instr(e.topic, '.')) = substr(l.topic, 1, instr(l.topic, '.'))
 WHERE l.attempts > 0;

-- outbox: a job that was never attempted has no outcome
SELECT ref FROM payout_jobs WHERE attempts = 0 AND state = 'open' AND (last_outcome IS NOT NULL OR lease_until <> 0);

-- outbox: a receiver that is left alone has failed ten times in a row, and its back-off is within its bounds
SELECT receiver FROM outbox_receivers WHERE failures < 1 OR (open_until IS NOT NULL) <> (failures >= 10)
    OR open_until - opened_at NOT BETWEEN 5000 AND 60000;

-- outbox: a receiver whose last answer was an acknowledgement is asked as ever
SELECT r.receiver FROM outbox_receivers r
 WHERE NOT EXISTS (SELECT 1 FROM outbox o JOIN outbox_attempts a ON a.event_id = o.event_id
                    WHERE o.receiver = r.receiver AND a.outcome <> 'done' AND a.manual = 0);

-- outbox: what an operator has given up is over
SELECT a.event_id FROM outbox_abandoned a JOIN outbox o ON o.event_id = a.event_id WHERE o.state NOT IN ('dead', 'done');
