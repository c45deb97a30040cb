-- Statements of hubs and payout providers, held against the settled orders (docs/ledger.md, "Reconciliation"). The component
-- compares; a reconciliation is what it found at that moment. Every statement may be run again at any start.

-- What the files of a provider look like: JSON, the members of the API without the name.
CREATE TABLE IF NOT EXISTS statement_formats (
  provider   TEXT NOT NULL PRIMARY KEY CHECK (length(provider) BETWEEN 1 AND 64),
  format     TEXT NOT NULL CHECK (json_valid(format)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS reconciliations (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  -- SHA-256 of everything that was uploaded: the same again is the same reconciliation.
  digest           TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  provider         TEXT NOT NULL REFERENCES statement_formats (provider),
  kind             TEXT NOT NULL CHECK (kind IN ('deposits', 'withdrawals', 'payouts', 'wallet_payouts')),
  -- The code of a merchant of the cashier, empty for payouts.
  merchant         TEXT NOT NULL DEFAULT '',
  -- Days since 1970-01-01, both included, and by how many minutes they begin before those of UTC.
  from_day         INTEGER NOT NULL,
  to_day           INTEGER NOT NULL CHECK (to_day BETWEEN from_day AND from_day + 30),
  day_offset       INTEGER NOT NULL CHECK (day_offset BETWEEN -720 AND 840),
  operator         TEXT NOT NULL REFERENCES admin_operators (name),
  created_at       INTEGER NOT NULL,
  -- How many items came out how.
  matched          INTEGER NOT NULL,
  missing_here     INTEGER NOT NULL,
  missing_there    INTEGER NOT NULL,
  different_amount INTEGER NOT NULL,
  different_day    INTEGER NOT NULL,
  duplicate        INTEGER NOT NULL,
  -- How many of those that do not match nobody has dealt with.
  open             INTEGER NOT NULL CHECK (open >= 0)
);
CREATE INDEX IF NOT EXISTS reconciliations_open ON reconciliations (id) WHERE open > 0;

CREATE TABLE IF NOT EXISTS reconciliation_items (
  reconciliation_id INTEGER NOT NULL REFERENCES reconciliations (id),
  -- The line of the file; what is missing there is numbered on behind the last one.
  item              INTEGER NOT NULL,
  outcome           TEXT NOT NULL CHECK (outcome IN ('matched', 'missing_here', 'missing_there', 'different_amount',
                                                        'different_day', 'duplicate')),
  number            TEXT NOT NULL,
  currency          TEXT NOT NULL,
  their_amount      INTEGER,
  their_day         INTEGER,
  -- The order or payout of that number, settled or not.
  our_reference     TEXT,
  our_amount        INTEGER,
  our_day           INTEGER,
  resolved_at       INTEGER,
  resolved_by       TEXT NOT NULL DEFAULT '',
  reason            TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (reconciliation_id, item),
  CHECK ((resolved_at IS NULL) = (resolved_by = '')),
  CHECK (resolved_at IS NULL OR outcome <> 'matched')
);
CREATE INDEX IF NOT EXISTS reconciliation_items_outcome ON reconciliation_items (reconciliation_id, outcome, item);
CREATE INDEX IF NOT EXISTS reconciliation_items_open ON reconciliation_items (reconciliation_id, item)
  WHERE outcome <> 'matched' AND resolved_at IS NULL;

CREATE TRIGGER IF NOT EXISTS admin_commands_statement_format INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'statement_format' BEGIN
  INSERT INTO statement_formats (provider, format, created_at, updated_at) VALUES (NEW.c0, NEW.c1, NEW.created_at, NEW.created_at)
  ON CONFLICT (provider) DO UPDATE SET format = excluded.format, updated_at = excluded.updated_at;
END;

-- Digest, provider, kind, merchant, first and last day, offset, and the items: item, outcome, number, currency, their amount and
-- day, our reference, amount and day.
CREATE TRIGGER IF NOT EXISTS admin_commands_reconciliation INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'reconciliation' BEGIN
  INSERT INTO reconciliations (digest, provider, kind, merchant, from_day, to_day, day_offset, operator, created_at, matched,
                               missing_here, missing_there, different_amount, different_day, duplicate, open)
  SELECT NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.c4, NEW.c5, NEW.c6, NEW.operator, NEW.created_at,
         count(*) FILTER (WHERE value ->> 1 = 'matched'), count(*) FILTER (WHERE value ->> 1 = 'missing_here'),
         count(*) FILTER (WHERE value ->> 1 = 'missing_there'), count(*) FILTER (WHERE value ->> 1 = 'different_amount'),
         count(*) FILTER (WHERE value ->> 1 = 'different_day'), count(*) FILTER (WHERE value ->> 1 = 'duplicate'),
         count(*) FILTER (WHERE value ->> 1 <> 'matched')
    FROM json_each(NEW.c7);
  INSERT INTO reconciliation_items (reconciliation_id, item, outcome, number, currency, their_amount, their_day, our_reference,
                                    our_amount, our_day)
  SELECT r.id, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
         j.value ->> 7, j.value ->> 8
    FROM reconciliations r, json_each(NEW.c7) j WHERE r.digest = NEW.c0;
END;
-- Reconciliation, item, reason.
CREATE TRIGGER IF NOT EXISTS admin_commands_reconciliation_item INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'reconciliation_item' BEGIN
  SELECT RAISE(ABORT, 'decided_already')
   WHERE NOT EXISTS (SELECT 1 FROM reconciliation_items
                      WHERE reconciliation_id = NEW.c0 AND item = NEW.c1 AND outcome <> 'matched' AND resolved_at IS NULL);
  UPDATE reconciliation_items SET resolved_at = NEW.created_at, resolved_by = NEW.operator, reason = NEW.c2
   WHERE reconciliation_id = NEW.c0 AND item = NEW.c1;
  UPDATE reconciliations SET open = open - 1 WHERE id = NEW.c0;
END;
-- What was found and resolved stays.
CREATE TRIGGER IF NOT EXISTS reconciliation_items_bu BEFORE UPDATE ON reconciliation_items
WHEN OLD.resolved_at IS NOT NULL
  OR (NEW.reconciliation_id, NEW.item, NEW.outcome, NEW.number, NEW.currency, NEW.their_amount, NEW.their_day, NEW.our_reference,
      NEW.our_amount, NEW.our_day)
  IS NOT (OLD.reconciliation_id, OLD.item, OLD.outcome, OLD.number, OLD.currency, OLD.their_amount, OLD.their_day,
      OLD.our_reference, OLD.our_amount, OLD.our_day) BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER IF NOT EXISTS reconciliation_items_bd BEFORE DELETE ON reconciliation_items BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS reconciliations_bd BEFORE DELETE ON reconciliations BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- By the provider's own number.
CREATE INDEX IF NOT EXISTS payee_payout_provider_ref ON payee_payout (provider, provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX IF NOT EXISTS ix_cash_trade_no ON user_wallet_cash (trade_no) WHERE trade_no IS NOT NULL;
