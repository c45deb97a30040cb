<?php

// The vectors of tests/vectors, which drive every library and the bundle; and the clients over a client of the test's own.

declare(strict_types=1);

use Feiqian\BackOffice;
use Feiqian\Cashier;
use Feiqian\Exception\FeiqianException;
use Feiqian\Exception\InvalidArgument;
use Feiqian\Exception\VerificationFailed;
use Feiqian\Json;
use Feiqian\Money;
use Feiqian\Options;
use Feiqian\Payee;
use Feiqian\Rfc9421;
use Feiqian\Scheme;
use Feiqian\Signing;
use Feiqian\Wallet;
use Feiqian\Webhooks;
use Nyholm\Psr7\Response;
use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseInterface;

require __DIR__ . '/autoload.php';

final class Checks
{
    public static int $count = 0;

    public static function same(mixed $expected, mixed $found, string $about = ''): void
    {
        ++self::$count;
        if ($expected !== $found) {
            throw new RuntimeException("$about: " . var_export($found, true) . ' instead of ' . var_export($expected, true));
        }
    }

    /** @param callable(): mixed $call */
    public static function throws(string $class, callable $call, string $about = ''): FeiqianException
    {
        try {
            $call();
        } catch (FeiqianException $error) {
            self::same($class, $error::class, $about);

            return $error;
        }
        throw new RuntimeException("$about: nothing was thrown");
    }
}

/** Answers one response after the other, the last one again and again. */
final class Server implements ClientInterface
{
    /** @var list<RequestInterface> */
    public array $seen = [];

    /** @param list<array{int, string, 2?: array<string, string>}> $answers */
    public function __construct(private readonly array $answers) {}

    public function sendRequest(RequestInterface $request): ResponseInterface
    {
        $this->seen[] = $request;
        $answer = $this->answers[min(count($this->seen), count($this->answers)) - 1];

        return new Response($answer[0], $answer[2] ?? [], $answer[1]);
    }
}

/** What a file of vectors holds. Each use says the shape that it relies on. */
function vectors(string $name): mixed
{
    return json_decode((string) file_get_contents(getenv('FEIQIAN_VECTORS') . "/$name.json"), true, 64, JSON_THROW_ON_ERROR);
}

const BASE = 'http://127.0.0.1:1';
const KEY = 'demo-key-0001';
const SUCCESS = '{"code":200,"message":"Success","data":[]}';

/** @var list<array{text: string, md5: string}> $md5 */
$md5 = vectors('md5');
foreach ($md5 as $one) {
    Checks::same($one['md5'], md5($one['text']));
}
/** @var list<array{name: string, key: string, sign_type: string, parameters: list<array{string, string}>, text: string, signature: string}> $cashier */
$cashier = vectors('cashier');
foreach ($cashier as $one) {
    $text = Signing::productText([...$one['parameters'], ['sign', '0']]);
    Checks::same($one['text'], $text, $one['name']);
    $sign = $one['sign_type'] === 'MD5' ? Signing::productMd5($text, $one['key']) : Signing::productHmac($text, $one['key']);
    Checks::same($one['signature'], $sign, $one['name']);
}
Checks::same('Z=4&a=3&ab=5&ｚ=2&𝄞=1', Signing::productText([['𝄞', '1'], ['ｚ', '2'], ['a', '3'], ['ab', '5'], ['Z', '4']]));
/**
 * @var array{
 *     verifySign: list<array{name: string, token: string, parameters: list<array{string, string}>, text: string, signature: string}>,
 *     header: list<array{token: string, path: string, body: string, timestamp: string, nonce: string, text: string, header: string}>,
 * } $payee
 */
$payee = vectors('payee');
foreach ($payee['verifySign'] as $one) {
    $text = Signing::payeeText([['verifySign', '0'], ...$one['parameters']]);
    Checks::same($one['text'], $text, $one['name']);
    Checks::same($one['signature'], Signing::verifySign($text, $one['token']), $one['name']);
}
foreach ($payee['header'] as $one) {
    $text = Signing::headerText($one['path'], $one['body'], $one['timestamp'], $one['nonce']);
    Checks::same($one['text'], $text);
    Checks::same($one['header'], Signing::headerSignature($text, $one['token']));
}
/**
 * @var list<array{
 *     name: string, method: string, scheme: string, authority: string, path: string, query: ?string, body: string,
 *     headers: list<array{string, string}>, components: list<string>, parameters: list<array{string, string|int}>,
 *     key_base64: string, label: string, base: string, signature_input: string, signature: string,
 * }> $rfc9421
 */
$rfc9421 = vectors('rfc9421');
foreach ($rfc9421 as $one) {
    $url = "$one[scheme]://$one[authority]$one[path]" . ($one['query'] === null ? '' : "?$one[query]");
    $headers = array_column($one['headers'], 1, 0);
    $signed = Rfc9421::sign($one['method'], $url, $headers, $one['components'], $one['parameters'], base64_decode($one['key_base64']), $one['label']);
    Checks::same([$one['base'], $one['signature_input'], $one['signature']], [$signed['base'], $signed['input'], $signed['signature']], $one['name']);
    $digest = explode(',', $headers['content-digest'] ?? '')[0];
    if (str_starts_with($digest, 'sha-256=')) {
        Checks::same($digest, Rfc9421::contentDigest($one['body']), $one['name']);
    }
}
/** @var array{names: list<array{string, bool}>, values: list<array{string, bool}>} $ambiguous */
$ambiguous = vectors('unambiguous');
foreach ($ambiguous['names'] as [$name, $is]) {
    Checks::same($is, Signing::isName($name), $name);
}
foreach ($ambiguous['values'] as [$value, $is]) {
    Checks::same($is, Signing::isValue($value), $value);
}
/** @var list<array{currency: string, text: string, minor: ?string, printed?: string}> $money */
$money = vectors('money');
foreach ($money as $one) {
    if ($one['minor'] === null) {
        Checks::throws(InvalidArgument::class, static fn () => Money::parse($one['text'], $one['currency']), $one['text']);
    } else {
        $amount = Money::parse($one['text'], $one['currency']);
        Checks::same($one['minor'], (string) $amount->minor, $one['text']);
        Checks::same($one['printed'] ?? $one['text'], (string) $amount);
    }
}
Checks::same('0.30', (string) Money::parse('0.10', 'CNY')->plus(Money::parse('0.20', 'CNY')));
Checks::throws(InvalidArgument::class, static fn () => Money::parse('1', 'CNY')->plus(Money::parse('1', 'USD')));
/**
 * @var list<
 *     array{scheme: 'callback', name: string, body: string, keys: list<string>, expected: 'deposit'|'withdraw', minimum: 'MD5'|'HMAC-SHA256', now: int, accepted: bool, reason?: string}
 *     | array{scheme: 'ipn', name: string, body: string, keys: list<string>, expected: 'payout'|'account', accepted: bool, reason?: string}
 *     | array{scheme: 'wallet', name: string, body: string, keys: list<string>, header: string, now: int, accepted: bool, reason?: string}
 *     | array{scheme: 'standard', name: string, body: string, keys: list<string>, headers: array<string, string>, now: int, accepted: bool, reason?: string}
 * > $callbacks
 */
$callbacks = vectors('callbacks');
foreach ($callbacks as $one) {
    $verify = static fn (): array => match ($one['scheme']) {
        'callback' => Webhooks::verifyCallback($one['body'], $one['keys'], $one['expected'], $one['minimum'], $one['now']),
        'ipn' => Webhooks::verifyIpn($one['body'], $one['keys'], $one['expected']),
        'wallet' => Webhooks::verifyWalletNotice($one['body'], $one['header'], $one['keys'], $one['now']),
        'standard' => Webhooks::verifyStandardWebhook($one['body'], $one['headers'], $one['keys'], $one['now']),
    };
    if ($one['accepted']) {
        $verify();
        Checks::same(true, true);
    } else {
        Checks::same($one['reason'] ?? '', Checks::throws(VerificationFailed::class, $verify, $one['name'])->reason, $one['name']);
    }
}
/** @var list<array{name: string, secret: string, id: string, timestamp: int, body: string, signature: string}> $standard */
$standard = vectors('standard-webhooks');
foreach ($standard as $one) {
    $headers = ['webhook-id' => $one['id'], 'webhook-timestamp' => (string) $one['timestamp'], 'Webhook-Signature' => $one['signature']];
    $event = Webhooks::verifyStandardWebhook($one['body'], $headers, [$one['secret']], $one['timestamp']);
    Checks::same(['id' => $one['id'], 'timestamp' => $one['timestamp']], $event, $one['name']);
}
Checks::same('whsec_ZGVtby1rZXktMDAwMQ==', Webhooks::secret(KEY));

// JSON keeps every digit.
Checks::same(
    ['id' => 9007199254740993, 'a' => '0.99', 'e' => '1e2', 'big' => '12345678901234567890', 't' => '1.5 " 2', 'z' => '-0.10'],
    Json::parse('{"id":9007199254740993,"a":0.99,"e":1e2,"big":12345678901234567890,"t":"1.5 \" 2","z":-0.10}'),
);
foreach (['01', '01.5', '1.', '{"a":.5}', '[1,]', '"a', '-'] as $broken) {
    try {
        Json::parse($broken);
        throw new RuntimeException("$broken is read");
    } catch (JsonException) {
        Checks::same(true, true);
    }
}

// RFC 9421: what is sent verifies.
$server = new Server([[200, SUCCESS]]);
$cashier = new Cashier(BASE, 1, KEY, Scheme::Rfc9421, new Options(client: $server));
$cashier->bankList(product_user_id: "张 三&'*~");
$cashier->createCustomer(product_user_id: 'a');
Checks::same(2, count($server->seen));
foreach ($server->seen as $request) {
    $body = (string) $request->getBody();
    $chosen = substr($request->getHeaderLine('signature-input'), 5);
    preg_match_all('/"([^"]+)"/', explode(')', $chosen)[0], $found);
    Checks::same(['@method', '@path', '@query', ...($body === '' ? [] : ['content-digest'])], $found[1]);
    $values = [
        '@method' => $request->getMethod(), '@path' => $request->getUri()->getPath(), '@query' => '?' . $request->getUri()->getQuery(),
        'content-digest' => 'sha-256=:' . base64_encode(hash('sha256', $body, true)) . ':',
    ];
    $base = implode('', array_map(static fn (string $name): string => "\"$name\": $values[$name]\n", $found[1])) . "\"@signature-params\": $chosen";
    Checks::same('sig1=:' . base64_encode(hash_hmac('sha256', $base, KEY, true)) . ':', $request->getHeaderLine('signature'));
    Checks::same(false, str_contains($body . $request->getUri()->getQuery(), 'sign='));
}

// Each attempt is signed anew; a wait that is too long is no reason to wait.
$server = new Server([[503, ''], [503, ''], [200, SUCCESS]]);
(new Cashier(BASE . '/base/', '1', KEY, options: new Options(client: $server, retryDelayMs: 0)))->bankList(product_user_id: 'a');
$nonces = array_map(static fn (RequestInterface $request): string => explode('nonce=', $request->getUri()->getQuery())[1], $server->seen);
Checks::same(3, count(array_unique($nonces)));
Checks::same('/base/bank_list', $server->seen[0]->getUri()->getPath());
$server = new Server([[503, '', ['retry-after' => '31']]]);
$error = Checks::throws(\Feiqian\Exception\Unavailable::class, static fn () => (new Cashier(BASE, 1, KEY, options: new Options(client: $server)))->bankList('a'));
Checks::same([31, 1], [$error->retryAfter, count($server->seen)]);

// Nothing that is printed holds a secret.
$secret = 'a-very-secret-key-0123456789';
$options = new Options(client: new Server([[200, '{"code":403,"message":"forbidden","data":[]}']]));
$cashier = new Cashier(BASE, 1, $secret, options: $options);
$office = new BackOffice(BASE, 'M001', 'ops', $secret, $options);
$wallet = new Wallet(BASE, "$secret\n", $options);
$payee = new Payee(BASE, '900001', '800001', $secret, options: new Options(retries: 0));
foreach ([$cashier, $office, $wallet, $payee] as $client) {
    Checks::same(false, str_contains(print_r($client, true), $secret), $client::class);
}
ini_set('zend.exception_ignore_args', '0');
$calls = [
    \Feiqian\Exception\SignatureRefused::class => static fn () => $cashier->bankList('a'),
    \Feiqian\Exception\AuthenticationFailed::class => static fn () => $office->signIn(),
    InvalidArgument::class => static fn () => $wallet->walletSettings(),
    \Feiqian\Exception\ConnectionFailed::class => static fn () => $payee->payorBalance(),
];
foreach ($calls as $class => $call) {
    $error = Checks::throws($class, $call);
    Checks::same(false, str_contains((string) $error, $secret), $class);
    Checks::same(null, $error->getPrevious());
}

// Logging out ends the session, and needs one. One that may have been lost is not repeated by itself, and can be by hand.
$session = '{"code":200,"message":"Success","data":{"ip":"127.0.0.1","iat":0,"exp":180,"token":"t1"}}';
$server = new Server([[200, $session], [200, '{"code":200,"message":"Success","data":true}'], [200, $session], [503, '']]);
$office = new BackOffice(BASE, 'M001', 'ops', 'demo-pass-0001', new Options(client: $server));
Checks::same(true, $office->logOut());
Checks::same([], $server->seen);
$office->signIn();
Checks::same([true, true], [$office->logOut(), $office->logOut()]);
$office->signIn();
Checks::throws(\Feiqian\Exception\Unavailable::class, static fn () => $office->logOut());
Checks::throws(\Feiqian\Exception\Unavailable::class, static fn () => $office->logOut());
Checks::same(
    ['POST /token', 'DELETE /token', 'POST /token', 'DELETE /token', 'DELETE /token'],
    array_map(static fn (RequestInterface $request): string => "{$request->getMethod()} {$request->getUri()->getPath()}", $server->seen),
);
Checks::same('Bearer t1', $server->seen[1]->getHeaderLine('authorization'));

// Arguments that cannot be sent exactly are refused.
$server = new Server([[200, SUCCESS]]);
$cashier = new Cashier(BASE, 1, KEY, options: new Options(client: $server));
$error = Checks::throws(InvalidArgument::class, static fn () => $cashier->pay('a', '1', "\xff"));
Checks::same('not_sent', $error->outcome);
$wallet = new Wallet(BASE, 't', new Options(client: $server));
// @phpstan-ignore argument.type (a float breaks the declared type; callers without an analyser get the exception)
Checks::throws(InvalidArgument::class, static fn () => $wallet->applyForCash(['attributes' => ['cash_apply_amount' => 1.5, 'cash_type' => 0]]));
Checks::throws(InvalidArgument::class, static fn () => $wallet->wallet('..'));
foreach (['file:///x', 'http://a@b', 'x', 'http://', 'http://x?y', 'http://x#y'] as $base) {
    Checks::throws(InvalidArgument::class, static fn () => new Cashier($base, 1, KEY), $base);
}
Checks::throws(InvalidArgument::class, static fn () => new Cashier(BASE, '01', KEY));
Checks::same([], $server->seen);

echo Checks::$count, " checks passed\n";
