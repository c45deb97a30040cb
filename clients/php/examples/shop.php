<?php

// A shop takes a deposit and hears its callback. Against `cargo xtask up`, whose simulator plays the hub, and whose sink at
// /sim/sink receives the callbacks of the demo products.

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Feiqian\Cashier;
use Feiqian\Webhooks;

const KEY = 'demo-key-0001';
$base = getenv('FEIQIAN_URL') ?: 'http://127.0.0.1:3000';
$order = 'shop-' . hrtime(true);
$customer = "$order-customer";

/** What the shop's own script does with `file_get_contents('php://input')` at its callback URL; it then prints `success`. */
function isPaid(string $body, string $order): bool
{
    $told = Webhooks::verifyCallback($body, [KEY], 'deposit');

    // The same event may come again: an order is settled once, by its number and status.
    return [$told['product_order_sn'], $told['status'], $told['amount']] === [$order, '2', '300.00'];
}

function heard(string $base, string $orderSn, string $order): bool
{
    /** @var list<array<string, string>> $told */
    $told = json_decode((string) file_get_contents("$base/sim/sink"), true, 64, JSON_THROW_ON_ERROR);
    foreach ($told as $one) {
        if (str_contains($one['body'], $orderSn)) {
            return isPaid($one['body'], $order);
        }
    }

    return false;
}

$shop = new Cashier($base, productId: 1, key: KEY);
$shop->createCustomer(product_user_id: $customer);
$limits = $shop->payLimit(product_user_id: $customer, payment_code: '6');
$deposit = $shop->pay(product_user_id: $customer, payment_code: '6', amount: '300.00', product_order_sn: $order, payid: $limits->payid);
echo "ordered $deposit->order_sn; the customer pays at $deposit->pay_url\n";

// The customer pays: what the button on the simulator's page does.
$payment = json_encode(['billno' => basename($deposit->pay_url), 'amount' => '300.00'], JSON_THROW_ON_ERROR);
file_get_contents("$base/sim/complete", false, stream_context_create([
    'http' => ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => $payment],
]));

for ($waited = 0; !heard($base, $deposit->order_sn, $order); ++$waited) {
    if ($waited === 600) {
        exit("no callback within a minute\n");
    }
    usleep(100_000);
}
echo "paid 300.00 for $order\n";
