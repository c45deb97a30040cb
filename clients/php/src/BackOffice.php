<?php

declare(strict_types=1);

namespace Feiqian;

use Feiqian\Exception\AuthenticationFailed;
use Psr\Http\Message\ResponseInterface;

/** What a merchant does. It signs in by itself and again when its token has run out. */
final class BackOffice extends Operations\BackOfficeOperations
{
    private readonly Transport $transport;
    private ?string $token = null;
    private float $until = 0.0;

    public function __construct(
        string $baseUrl,
        private readonly string $merchantCode,
        private readonly string $account,
        #[\SensitiveParameter] private readonly string $password,
        Options $options = new Options(),
    ) {
        $this->transport = new Transport($baseUrl, $options);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['baseUrl' => $this->transport->baseUrl, 'merchantCode' => $this->merchantCode, 'account' => $this->account];
    }

    /** Signs in, which other calls do by themselves. Every attempt counts against the server's limit. */
    public function signIn(?CallOptions $options = null): void
    {
        $session = $this->transport->run(
            'token',
            false,
            fn (): array => [
                'method' => 'POST',
                'url' => $this->transport->baseUrl . '/token',
                'headers' => ['content-type' => 'application/json'],
                'body' => Json::write(['pid' => $this->merchantCode, 'account' => $this->account, 'pwd' => $this->password]),
            ],
            fn (ResponseInterface $response): Type\TokenResult => Answer::read('backOffice', 'token', $response, $this->transport->nowMs(), Type\TokenResult::from(...)),
            $options?->timeoutMs,
        );
        $this->token = $session->token;
        // The token's life is a difference of the server's times, so a wrong clock here does not matter.
        $this->until = hrtime(true) / 1e9 + $session->exp - $session->iat - 5;
    }

    protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed
    {
        $isSignedIn = $this->token !== null && hrtime(true) / 1e9 < $this->until;
        if ($operation->name === 'logOut' && !$isSignedIn) {
            // There is no session to end, and none is begun for it.
            return $read(true);
        }
        if (!$isSignedIn) {
            $this->signIn($options);
        }
        $code = $operation->name === 'confirmDeposit' ? 'product_id' : 'pid';
        $given = [$code => $this->merchantCode, ...$parameters];
        try {
            $result = $this->transport->run(
                $operation->name,
                $operation->isRepeatable($parameters, $options),
                fn (): array => Requests::withToken($this->transport->baseUrl, $operation, $given, (string) $this->token, 'application/json', $options),
                fn (ResponseInterface $response): mixed => Answer::read('backOffice', $operation->name, $response, $this->transport->nowMs(), $read),
                $options?->timeoutMs,
            );
        } catch (AuthenticationFailed $error) {
            $this->token = null;
            throw $error;
        }
        if ($operation->name === 'logOut') {
            $this->token = null;
        }

        return $result;
    }
}
