-- Each query answers no row at any committed state; the line before it is its name.

-- currencies: an order's currency is one of them, and a payee's is as they say
SELECT currency FROM payee_currency p
 WHERE NOT EXISTS (SELECT 1 FROM currencies y WHERE y.code = p.currency AND y.exponent = p.exponent)
UNION ALL
SELECT currency FROM (SELECT currency FROM deposit_channels UNION SELECT currency FROM withdraw_channels
                      UNION SELECT currency FROM receipt_banks)
 WHERE currency NOT IN (SELECT code FROM currencies);
