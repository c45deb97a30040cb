-- Each query answers no row at any committed state; the line before it is its name. The hashes themselves: cargo xtask audit.

-- desk: the rows of the audit are numbered without a gap, and each follows the one before
SELECT id FROM (
  SELECT id, prev_hash, lag(id, 1, 0) OVER w AS "before",
         lag(hash, 1, '0000000000000000000000000000000000000000000000000000000000000000') OVER w AS head
    FROM admin_audit WINDOW w AS (ORDER BY id))
 WHERE id <> "before" + 1 OR prev_hash <> head;

-- desk: where there are operators, an owner can sign in
SELECT name FROM admin_operators
 WHERE NOT EXISTS (SELECT 1 FROM admin_operators WHERE role = 'owner' AND status = 1);

-- desk: an operator that the desk has made is what its last audit row says
SELECT o.name FROM admin_operators o
  JOIN admin_audit a ON a.id = (SELECT max(id) FROM admin_audit WHERE resource = 'operator' AND key = o.name)
 WHERE a.new_body ->> 'role' <> o.role
    OR a.new_body ->> 'status' <> CASE o.status WHEN 1 THEN 'active' ELSE 'suspended' END;

-- desk: no session of an operator is of a later epoch
SELECT s.id_hash FROM admin_sessions s JOIN admin_operators o ON o.name = s.operator WHERE s.epoch > o.session_epoch;
