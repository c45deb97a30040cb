<?php

declare(strict_types=1);

namespace Feiqian;

use Psr\Http\Message\ResponseInterface;

/** What a product asks for on behalf of its customers. */
final class Cashier extends Operations\CashierOperations
{
    private readonly Transport $transport;
    private readonly string $productId;

    public function __construct(
        string $baseUrl,
        int|string $productId,
        #[\SensitiveParameter] private readonly string $key,
        private readonly Scheme $scheme = Scheme::HmacSha256,
        Options $options = new Options(),
    ) {
        $this->transport = new Transport($baseUrl, $options);
        $this->productId = (string) $productId;
        if (preg_match('/^[1-9][0-9]{0,18}$/D', $this->productId) !== 1) {
            throw Fault::argument('productId is a number in decimal');
        }
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['baseUrl' => $this->transport->baseUrl, 'productId' => $this->productId, 'scheme' => $this->scheme];
    }

    protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed
    {
        $pairs = Requests::pairs($operation->name, ['product_id' => $this->productId, ...$parameters]);
        Requests::refuseAmbiguous($operation->name, $pairs);
        Requests::withKey([], $operation, $options);

        return $this->transport->run(
            $operation->name,
            $operation->isRepeatable($parameters, $options),
            fn (): array => $this->sign($operation, $pairs),
            fn (ResponseInterface $response): mixed => Answer::read('cashier', $operation->name, $response, $this->transport->nowMs(), $read),
            $options?->timeoutMs,
        );
    }

    /**
     * @param list<array{string, string}> $pairs
     *
     * @return array{method: string, url: string, headers: array<string, string>, body: string}
     */
    private function sign(Operation $operation, array $pairs): array
    {
        $seconds = intdiv($this->transport->nowMs(), 1_000);
        if ($this->scheme === Scheme::HmacSha256) {
            array_push($pairs, ['sign_type', 'HMAC-SHA256'], ['timestamp', (string) $seconds], ['nonce', bin2hex(random_bytes(16))]);
            $pairs[] = ['sign', Signing::productHmac(Signing::productText($pairs), $this->key)];
        } elseif ($this->scheme === Scheme::Md5) {
            $pairs[] = ['sign', Signing::productMd5(Signing::productText($pairs), $this->key)];
        }
        $encoded = Form::encode($pairs);
        $isForm = $operation->carrier === 'form';
        $url = $this->transport->baseUrl . $operation->path . ($isForm ? '' : "?$encoded");
        $headers = $isForm ? ['content-type' => Requests::FORM] : [];
        if ($this->scheme === Scheme::Rfc9421) {
            $components = ['@method', '@path', '@query'];
            if ($isForm) {
                $headers['content-digest'] = Rfc9421::contentDigest($encoded);
                $components[] = 'content-digest';
            }
            $chosen = [['created', $seconds], ['nonce', bin2hex(random_bytes(16))], ['keyid', $this->productId], ['alg', 'hmac-sha256']];
            $signed = Rfc9421::sign($operation->method, $url, $headers, $components, $chosen, $this->key);
            $headers['signature-input'] = $signed['input'];
            $headers['signature'] = $signed['signature'];
        }

        return ['method' => $operation->method, 'url' => $url, 'headers' => $headers, 'body' => $isForm ? $encoded : ''];
    }
}
