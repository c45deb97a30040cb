<?php

// A platform registers a payee, pays it and reconciles. Against `cargo xtask up`, whose simulator plays the payout provider and
// whose sink receives the IPNs.

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Feiqian\CallOptions;
use Feiqian\Money;
use Feiqian\Operator;
use Feiqian\Payee;
use Feiqian\Webhooks;

const TOKEN = 'unit-test-token-0001';
$base = getenv('FEIQIAN_URL') ?: 'http://127.0.0.1:3000';
$sink = "$base/sim/sink";
$run = (string) hrtime(true);
$platform = new Payee($base, merchantNo: '900001', storeNo: '800001', token: TOKEN);
// In production a timer of the operator calls the dispatcher; the demo has none.
$operator = new Operator($base, 'demo-dispatch-token-0123456789abcdef');

$payee = $platform->registerPayee(
    profileType: 'INDIVIDUAL',
    firstName: 'Ada',
    lastName: 'Byron',
    email: "php-$run@example.test",
    dateOfBirth: '1990-03-07',
    governmentId: "PHP-$run",
    governmentIdType: 'ID_CARD',
    countryCode: 'US',
    state: 'NY',
    city: 'New York',
    street: 'Broadway 1',
    zip: '10001',
    options: new CallOptions(idempotencyKey: "register-$run"),
)->customer->customerNo;
$account = $platform->createBankAccount(
    accountCountry: 'US',
    accountCurrency: 'USD',
    accountTag: 'wages',
    accountType: 'BANK_ACCOUNT',
    bankAccountId: substr($run, -10) . '55',
    bankName: 'First Bank',
    customerNo: $payee,
    ipnUrl: $sink,
    clientIp: '198.51.100.7',
    branchId: '021000021',
    bankAccountPurpose: 'CHECKING',
    options: new CallOptions(idempotencyKey: "account-$run"),
)->result->accountToken;

$pay = static fn (): string => $platform->payOut(
    customerNo: $payee,
    accountToken: $account,
    amount: Money::parse('12.50', 'USD'),
    currency: 'USD',
    invoiceId: "php-$run",
    ipnUrl: $sink,
)->result->transactionNo;
$transaction = $pay();
if ($pay() !== $transaction) {
    exit("the same invoice was paid twice\n");
}

/**
 * What the platform's own script does with `file_get_contents('php://input')` and `getallheaders()` at its `ipnUrl`; it then
 * prints `success`.
 *
 * @param array<string, string> $headers
 */
function isWhole(string $body, array $headers): bool
{
    // An IPN itself bears no time: the headers of Standard Webhooks do, under the same token. A platform also keeps the id that is
    // returned here, and settles each once.
    Webhooks::verifyStandardWebhook($body, $headers, [Webhooks::secret(TOKEN)]);
    $ipn = Webhooks::verifyIpn($body, [TOKEN], 'payout');

    return $ipn['status'] === 'success' && $ipn['amount'] === '12.50';
}

function ipnHeard(string $sink, string $transaction): bool
{
    /** @var list<array<string, string>> $told */
    $told = json_decode((string) file_get_contents($sink), true, 64, JSON_THROW_ON_ERROR);
    foreach ($told as $one) {
        $headers = [];
        foreach (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as $name) {
            $headers[$name] = $one[strtr($name, '-', '_')];
        }
        if (str_contains($one['body'], $transaction) && isWhole($one['body'], $headers)) {
            return true;
        }
    }

    return false;
}

for ($waited = 0; !ipnHeard($sink, $transaction); ++$waited) {
    if ($waited === 600) {
        exit("no IPN within a minute\n");
    }
    $operator->dispatch();
    usleep(100_000);
}
$found = $platform->payoutInquiry(invoiceId: "php-$run")->result;
if ($found->status !== 'success') {
    exit("the IPN says success, the inquiry $found->status\n");
}
$spent = Money::parse($found->amount, 'USD')->plus(Money::parse($found->transactionFee, 'USD'));
echo "paid $found->amount USD and $found->transactionFee fee to $payee: $spent in all\n";
