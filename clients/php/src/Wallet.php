<?php

declare(strict_types=1);

namespace Feiqian;

use Psr\Http\Message\ResponseInterface;

/** A user's wallet, with a bearer token (JWT). */
final class Wallet extends Operations\WalletOperations
{
    private readonly Transport $transport;

    /** @param string|\Closure(): string $token the token, or what gets one */
    public function __construct(string $baseUrl, #[\SensitiveParameter] private readonly string|\Closure $token, Options $options = new Options())
    {
        $this->transport = new Transport($baseUrl, $options);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['baseUrl' => $this->transport->baseUrl];
    }

    protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed
    {
        return $this->transport->run(
            $operation->name,
            $operation->isRepeatable($parameters, $options),
            fn (): array => Requests::withToken($this->transport->baseUrl, $operation, $parameters, is_string($this->token) ? $this->token : ($this->token)(), 'application/vnd.api+json', $options),
            fn (ResponseInterface $response): mixed => Answer::read('wallet', $operation->name, $response, $this->transport->nowMs(), $read),
            $options?->timeoutMs,
        );
    }
}
