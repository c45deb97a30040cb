<?php

declare(strict_types=1);

namespace Feiqian;

/** How an operation is sent. */
final class Operation
{
    /**
     * @param list<string> $query parameters of the query beside a JSON body
     * @param string $repeat `safe`, `never`, or the field or header that makes it safe to repeat
     */
    public function __construct(
        public readonly string $name,
        public readonly string $method,
        public readonly string $path,
        public readonly string $carrier,
        public readonly array $query,
        public readonly string $repeat,
        public readonly bool $takesKey,
    ) {}

    /** @param array<string, mixed> $parameters */
    public function isRepeatable(array $parameters, ?CallOptions $options): bool
    {
        return $this->repeat === 'safe' || $options?->idempotencyKey !== null || !in_array($parameters[$this->repeat] ?? null, [null, ''], true);
    }
}
