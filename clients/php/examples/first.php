<?php

// A signed deposit of 300.00 against `cargo xtask up`. The first example of the README.

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Feiqian\Cashier;
use Feiqian\Exception\FeiqianException;

$cashier = new Cashier('http://127.0.0.1:3000', productId: 1, key: 'demo-key-0001');
$cashier->createCustomer(product_user_id: 'alice');
try {
    $deposit = $cashier->pay(
        product_user_id: 'alice',
        payment_code: '1',
        amount: '300.00',
        depositor: 'Alice',
        bankcode: 'ICBC',
        product_order_sn: 'first-' . hrtime(true),
    );
    echo "$deposit->order_sn: pay $deposit->amount $deposit->currency_type into $deposit->receipt_account\n";
} catch (FeiqianException $error) {
    echo $error->kind->value, ': ', $error->advice, "\n";
}
