-- 0.2.0: who an event's receiver is, by which a call is shared out.
ALTER TABLE outbox ADD COLUMN receiver TEXT GENERATED ALWAYS AS (
                CASE substr(topic, 1, 7) WHEN 'wallet.' THEN 'wallet'
                     ELSE substr(topic, 1, instr(topic, '.')) || tenant END
                || ' ' || lower(substr(target, 1, instr(target, '://') + 1
                     + instr(replace(substr(target, instr(target, '://') + 3), '?', '/') || '/', '/')))) VIRTUAL;
