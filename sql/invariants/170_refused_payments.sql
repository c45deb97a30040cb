-- cashier: a refused payment names an order of its merchant
SELECT r.id FROM refused_payments r JOIN deposit_records d ON d.id = r.record_id WHERE d.merchant_id <> r.merchant_id;

-- cashier: what was refused of an order that is paid or made up since is resolved
SELECT r.id FROM refused_payments r JOIN deposit_records d ON d.id = r.record_id
 WHERE r.resolved_at IS NULL AND d.status IN (2, 4) AND r.updated_at < d.updated_at;
