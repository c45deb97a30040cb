-- 0.1.0 to 0.2.0. What exists goes on as before: products sign as they do, payee merchants may leave the timestamp out.
ALTER TABLE products ADD COLUMN minimum_scheme TEXT NOT NULL DEFAULT 'hmac'
  CHECK (minimum_scheme IN ('md5', 'hmac', 'rfc9421'));
UPDATE products SET minimum_scheme = 'md5';
ALTER TABLE payee_merchant ADD COLUMN require_timestamp INTEGER NOT NULL DEFAULT 1 CHECK (require_timestamp IN (0, 1));
UPDATE payee_merchant SET require_timestamp = 0;
ALTER TABLE payee_request ADD COLUMN refusal TEXT;
