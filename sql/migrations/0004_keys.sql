-- 0.2.0: a second key beside each, and the time in which each counts; a second index beside each of a payee's. Keys that
-- exist have no end.
ALTER TABLE products ADD COLUMN key_not_before INTEGER;
ALTER TABLE products ADD COLUMN key_not_after INTEGER
  CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after);
ALTER TABLE products ADD COLUMN next_key TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN next_key_not_before INTEGER;
ALTER TABLE products ADD COLUMN next_key_not_after INTEGER
  CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL OR next_key_not_before < next_key_not_after);
ALTER TABLE merchants ADD COLUMN key_not_before INTEGER;
ALTER TABLE merchants ADD COLUMN key_not_after INTEGER
  CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after);
ALTER TABLE merchants ADD COLUMN next_key TEXT NOT NULL DEFAULT '';
ALTER TABLE merchants ADD COLUMN next_key_not_before INTEGER;
ALTER TABLE merchants ADD COLUMN next_key_not_after INTEGER
  CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL OR next_key_not_before < next_key_not_after);
ALTER TABLE payee_token ADD COLUMN not_before INTEGER;
ALTER TABLE payee_token ADD COLUMN not_after INTEGER
  CHECK (not_before IS NULL OR not_after IS NULL OR not_before < not_after);
ALTER TABLE payee ADD COLUMN gov_id_bidx_other BLOB CHECK (length(gov_id_bidx_other) = 32);
ALTER TABLE payee_account ADD COLUMN number_bidx_other BLOB CHECK (length(number_bidx_other) = 32);
ALTER TABLE payee_account ADD COLUMN details_hash_other BLOB CHECK (length(details_hash_other) = 32);
