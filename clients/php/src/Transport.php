<?php

declare(strict_types=1);

namespace Feiqian;

use Feiqian\Exception\FeiqianException;
use Feiqian\Http\CurlClient;
use Feiqian\Http\TransportException;
use Psr\Http\Client\ClientExceptionInterface;
use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\StreamFactoryInterface;

/** Sends requests: a time limit, a limit of the answer's size, and repetition only where it is safe. */
final class Transport
{
    /** The longest wait that a server may ask for. */
    private const LONGEST_WAIT_S = 30;
    private const LONGEST_DELAY_MS = 5_000;
    private const RETRIED = [Kind::TimedOut, Kind::ConnectionFailed, Kind::AnswerTruncated, Kind::Unavailable, Kind::InProgress];

    public readonly string $baseUrl;
    private readonly ClientInterface $client;
    private readonly RequestFactoryInterface&StreamFactoryInterface $factory;

    public function __construct(string $baseUrl, private readonly Options $options)
    {
        $url = parse_url($baseUrl);
        $isUrl = is_array($url) && in_array($url['scheme'] ?? '', ['http', 'https'], true) && ($url['host'] ?? '') !== '';
        if (!$isUrl || isset($url['user']) || isset($url['pass']) || strpbrk($baseUrl, "?#@ \r\n") !== false) {
            throw Fault::argument('the base URL is http or https, without user, query and fragment');
        }
        $this->baseUrl = rtrim($baseUrl, '/');
        $factory = $options->factory ?? self::knownFactory();
        if (!$factory instanceof RequestFactoryInterface || !$factory instanceof StreamFactoryInterface || !$factory instanceof ResponseFactoryInterface) {
            throw Fault::argument('the factory makes requests, responses and streams (PSR-17)');
        }
        $this->factory = $factory;
        $this->client = $options->client ?? new CurlClient($factory, $options->timeoutMs);
    }

    /** Unix milliseconds. */
    public function nowMs(): int
    {
        return $this->options->nowMs === null ? (int) (microtime(true) * 1000) : ($this->options->nowMs)();
    }

    /**
     * The result of a request that is made anew for each attempt, so that its time and nonce are fresh.
     *
     * @template T
     *
     * @param callable(): array{method: string, url: string, headers: array<string, string>, body: string} $make
     * @param callable(ResponseInterface): T $read
     *
     * @return T
     */
    public function run(string $operation, bool $isRepeatable, callable $make, callable $read, ?int $timeoutMs): mixed
    {
        $retries = $isRepeatable ? $this->options->retries : 0;
        $attempt = 0;
        while (true) {
            try {
                $response = $this->attempt($make(), $timeoutMs ?? $this->options->timeoutMs);
                if ($response instanceof Kind) {
                    throw Fault::of($response, $operation);
                }

                return $read($response);
            } catch (FeiqianException $error) {
                $asked = $error->retryAfter ?? 0;
                if ($attempt >= $retries || !in_array($error->kind, self::RETRIED, true) || $asked > self::LONGEST_WAIT_S) {
                    throw $error;
                }
            }
            $delay = min(self::LONGEST_DELAY_MS, $this->options->retryDelayMs * 2 ** min($attempt, 16));
            usleep(max(0, $asked * 1_000_000 + random_int(intdiv($delay, 2), $delay) * 1_000));
            ++$attempt;
        }
    }

    /** @param array{method: string, url: string, headers: array<string, string>, body: string} $made */
    private function attempt(#[\SensitiveParameter] array $made, int $timeoutMs): ResponseInterface|Kind
    {
        $request = $this->factory->createRequest($made['method'], $made['url']);
        foreach ($made['headers'] as $name => $value) {
            $request = $request->withHeader($name, $value);
        }
        if ($made['body'] !== '') {
            $request = $request->withBody($this->factory->createStream($made['body']));
        }
        try {
            return $this->client instanceof CurlClient ? $this->client->send($request, $timeoutMs) : $this->client->sendRequest($request);
        } catch (ClientExceptionInterface $failure) {
            // The client's own exception is not kept: it may hold the request and so its headers.
            return $failure instanceof TransportException ? $failure->kind : Kind::ConnectionFailed;
        }
    }

    private static function knownFactory(): object
    {
        if (class_exists(\Nyholm\Psr7\Factory\Psr17Factory::class)) {
            return new \Nyholm\Psr7\Factory\Psr17Factory();
        }
        if (class_exists(\GuzzleHttp\Psr7\HttpFactory::class)) {
            return new \GuzzleHttp\Psr7\HttpFactory();
        }
        throw Fault::argument('no factory of PSR-17: install nyholm/psr7 or give one');
    }
}
