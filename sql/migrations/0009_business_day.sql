-- 0.2.0: the business day of statements. What exists has that of UTC.
ALTER TABLE merchants ADD COLUMN day_offset INTEGER NOT NULL DEFAULT 0 CHECK (day_offset BETWEEN -720 AND 840);
ALTER TABLE payee_merchant ADD COLUMN day_offset INTEGER NOT NULL DEFAULT 0 CHECK (day_offset BETWEEN -720 AND 840);
