<?php

// Runs cases in the form of tests/vectors/failures.json and prints a line of JSON for each; the bundle's tests compare.

declare(strict_types=1);

use Feiqian\BackOffice;
use Feiqian\CallOptions;
use Feiqian\Cashier;
use Feiqian\Exception\FeiqianException;
use Feiqian\Operator;
use Feiqian\Options;
use Feiqian\Payee;
use Feiqian\Scheme;
use Feiqian\Wallet;

require __DIR__ . '/autoload.php';

/** @var array{string, string, string, string, string} $argv */
[, $file, $live, $fake, $walletToken] = $argv;
/**
 * @var list<array{
 *     id: string, part: 'cashier'|'payee'|'wallet'|'delivery'|'backOffice', server: 'live'|'fake', operation: string,
 *     arguments: array<string, mixed>, first?: array<string, mixed>, idempotency_key?: string,
 *     options?: array{clock_offset_s?: int, timeout_ms?: int, retries?: int, key?: string, scheme?: string},
 * }> $cases
 */
$cases = json_decode((string) file_get_contents($file), true, 64, JSON_THROW_ON_ERROR);
foreach ($cases as $case) {
    $own = $case['options'] ?? [];
    $offset = ($own['clock_offset_s'] ?? 0) * 1000;
    $base = $case['server'] === 'live' ? $live : "$fake/$case[id]";
    $options = new Options(
        timeoutMs: $own['timeout_ms'] ?? 30_000,
        retries: $own['retries'] ?? 0,
        retryDelayMs: 1,
        nowMs: static fn (): int => (int) (microtime(true) * 1000) + $offset,
    );
    $client = match ($case['part']) {
        'cashier' => new Cashier($base, 1, $own['key'] ?? 'demo-key-0001', Scheme::from($own['scheme'] ?? 'hmac-sha256'), $options),
        'payee' => new Payee($base, '900001', '800001', $own['key'] ?? 'unit-test-token-0001', options: $options),
        'wallet' => new Wallet($base, $own['key'] ?? $walletToken, $options),
        'delivery' => new Operator($base, 'demo-dispatch-token-0123456789abcdef', $options),
        'backOffice' => new BackOffice($base, 'M001', 'ops', $own['key'] ?? 'demo-pass-0001', $options),
    };
    $call = isset($case['idempotency_key']) ? ['options' => new CallOptions($case['idempotency_key'])] : [];
    $line = ['id' => $case['id'], 'kind' => 'success'];
    try {
        if ($case['operation'] === 'logOut' && $client instanceof BackOffice) {
            $client->signIn();
        }
        foreach (isset($case['first']) ? [$case['first'], $case['arguments']] : [$case['arguments']] as $arguments) {
            $named = [];
            foreach ($arguments as $name => $value) {
                $named[strtr($name, ['[' => '_', ']' => ''])] = $value;
            }
            $client->{$case['operation']}(...$named, ...$call);
        }
    } catch (FeiqianException $error) {
        $line = [
            'id' => $case['id'],
            'kind' => $error->kind->value,
            'outcome' => $error->outcome,
            'advice' => $error->advice,
            'class' => $error::class,
            'fields' => array_keys($error->fields),
            // The trace shows the arguments of the test's own calls.
            'printed' => $error::class . ": {$error->getMessage()} " . print_r($error->getPrevious(), true),
        ];
    }
    echo json_encode($line, JSON_THROW_ON_ERROR), "\n";
}
