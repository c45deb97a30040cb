-- Each query answers no row at any committed state; the line before it is its name.

-- cashier: a city lies in the province that its code names, a district in its city's
SELECT city_id FROM cities WHERE substr(city_id, 1, 2) <> substr(province_id, 1, 2)
UNION ALL SELECT district_id FROM districts WHERE substr(district_id, 1, 2) <> substr(city_id, 1, 2);

-- cashier: the reference data is there
SELECT 1 WHERE (SELECT count(*) FROM provinces) < 31 OR (SELECT count(*) FROM cities) < 340
            OR (SELECT count(*) FROM districts) < 2800 OR (SELECT count(DISTINCT type) FROM bank_codes WHERE type IN (2, 3)) <> 2;

-- cashier: a customer has at most one card, a card its customer
SELECT customer_id FROM customer_banks GROUP BY customer_id HAVING count(*) > 1
UNION ALL SELECT b.customer_id FROM customer_banks b LEFT JOIN customers c ON c.id = b.customer_id WHERE c.id IS NULL;

-- cashier: a card has the form that binding demands
SELECT id FROM customer_banks
 WHERE length(bank_account_no) NOT BETWEEN 6 AND 34 OR bank_account_no GLOB '*[^0-9A-Za-z]*' OR trim(bank_account_name) = '';

-- cashier: a user of a product is one customer
SELECT product_id, product_user_id FROM customers GROUP BY product_id, product_user_id HAVING count(*) > 1;
