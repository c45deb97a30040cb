<?php

declare(strict_types=1);

namespace Feiqian;

use Psr\Http\Message\ResponseInterface;

/** Payees, their accounts and payouts. */
final class Payee extends Operations\PayeeOperations
{
    private readonly Transport $transport;

    /** @param bool $signHeaders whether `X-Signature`, `X-Timestamp` and `X-Nonce` are sent besides */
    public function __construct(
        string $baseUrl,
        private readonly string $merchantNo,
        private readonly string $storeNo,
        #[\SensitiveParameter] private readonly string $token,
        private readonly bool $signHeaders = true,
        Options $options = new Options(),
    ) {
        $this->transport = new Transport($baseUrl, $options);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['baseUrl' => $this->transport->baseUrl, 'merchantNo' => $this->merchantNo, 'storeNo' => $this->storeNo];
    }

    protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed
    {
        $given = ['merchantNo' => $this->merchantNo, 'storeNo' => $this->storeNo, ...$parameters];
        $pairs = array_values(array_filter(Requests::pairs($operation->name, $given), static fn (array $pair): bool => $pair[1] !== ''));
        Requests::refuseAmbiguous($operation->name, $pairs);
        $headers = Requests::withKey(['content-type' => 'application/json'], $operation, $options);

        return $this->transport->run(
            $operation->name,
            $operation->isRepeatable($parameters, $options),
            fn (): array => $this->sign($operation, $pairs, $headers),
            fn (ResponseInterface $response): mixed => Answer::read('payee', $operation->name, $response, $this->transport->nowMs(), $read),
            $options?->timeoutMs,
        );
    }

    /**
     * @param list<array{string, string}> $pairs
     * @param array<string, string> $headers
     *
     * @return array{method: string, url: string, headers: array<string, string>, body: string}
     */
    private function sign(Operation $operation, array $pairs, array $headers): array
    {
        $timestamp = gmdate('Y-m-d\TH:i:s\Z', intdiv($this->transport->nowMs(), 1_000));
        $pairs[] = ['timestamp', $timestamp];
        $pairs[] = ['verifySign', Signing::verifySign(Signing::payeeText($pairs), $this->token)];
        $body = Json::write(array_column($pairs, 1, 0));
        $url = $this->transport->baseUrl . $operation->path;
        if ($this->signHeaders) {
            $nonce = bin2hex(random_bytes(16));
            $path = (string) parse_url($url, PHP_URL_PATH);
            $headers['x-timestamp'] = $timestamp;
            $headers['x-nonce'] = $nonce;
            $headers['x-signature'] = Signing::headerSignature(Signing::headerText($path, $body, $timestamp, $nonce), $this->token);
        }

        return ['method' => 'POST', 'url' => $url, 'headers' => $headers, 'body' => $body];
    }
}
