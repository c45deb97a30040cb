<?php

declare(strict_types=1);

namespace Feiqian\Http;

use Feiqian\Kind;
use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\StreamFactoryInterface;

/** A client of PSR-18 on ext-curl: a time limit for the whole exchange, a limit of the answer's size, no redirects. */
final class CurlClient implements ClientInterface
{
    /** The longest answer that is read, in bytes. */
    public const LONGEST_ANSWER = 4 * 1024 * 1024;

    private ?\CurlHandle $handle = null;

    public function __construct(
        private readonly ResponseFactoryInterface&StreamFactoryInterface $factory,
        private readonly int $timeoutMs = 10_000,
    ) {}

    public function sendRequest(RequestInterface $request): ResponseInterface
    {
        return $this->send($request, $this->timeoutMs);
    }

    /** Sends with a time limit of its own. */
    public function send(RequestInterface $request, int $timeoutMs): ResponseInterface
    {
        // The handle is kept for its connections.
        $handle = $this->handle ??= curl_init();
        curl_reset($handle);
        $lines = ['Expect:'];
        foreach ($request->getHeaders() as $name => $values) {
            $lines[] = "$name: " . implode(', ', $values);
        }
        $method = $request->getMethod();
        [$headers, $body, $status] = [[], '', 0];
        $options = [
            CURLOPT_URL => (string) $request->getUri(),
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => $lines,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_TIMEOUT_MS => max(1, $timeoutMs),
            CURLOPT_CONNECTTIMEOUT_MS => max(1, $timeoutMs),
            CURLOPT_NOSIGNAL => true,
            CURLOPT_HEADERFUNCTION => static function (\CurlHandle $_, string $line) use (&$headers, &$status): int {
                if (preg_match('~^HTTP/[0-9.]+ ([0-9]{3})~', $line, $found) === 1) {
                    [$headers, $status] = [[], (int) $found[1]];
                } elseif (str_contains($line, ':')) {
                    [$name, $value] = explode(':', $line, 2);
                    $headers[trim($name)][] = trim($value);
                }

                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => static function (\CurlHandle $_, string $chunk) use (&$body): int {
                $body .= $chunk;

                return strlen($body) > self::LONGEST_ANSWER ? 0 : strlen($chunk);
            },
        ];
        $content = (string) $request->getBody();
        if ($content !== '' || !in_array($method, ['GET', 'DELETE'], true)) {
            $options[CURLOPT_POSTFIELDS] = $content;
        }
        curl_setopt_array($handle, $options);
        curl_exec($handle);
        $failure = curl_errno($handle);
        if ($failure !== 0) {
            throw new TransportException(match (true) {
                $failure === CURLE_OPERATION_TIMEDOUT => Kind::TimedOut,
                $status > 0 => Kind::AnswerTruncated,
                default => Kind::ConnectionFailed,
            }, $request->withoutHeader('Authorization'));
        }
        $response = $this->factory->createResponse($status);
        foreach ($headers as $name => $values) {
            $response = $response->withHeader((string) $name, $values);
        }

        return $response->withBody($this->factory->createStream($body));
    }
}
