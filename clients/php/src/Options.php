<?php

declare(strict_types=1);

namespace Feiqian;

use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\StreamFactoryInterface;

/** How requests are sent. */
final class Options
{
    /**
     * @param int $timeoutMs for one attempt: connection, request and whole answer; of the library's own client
     * @param int $retries how often a request is sent again at the most, where that is safe
     * @param int $retryDelayMs the first wait; it doubles, up to 5 s, and half of it is random
     * @param ClientInterface|null $client another client of PSR-18, which keeps its own time limit and must not follow redirects
     * @param (RequestFactoryInterface&StreamFactoryInterface)|null $factory factories of PSR-17; without it those of nyholm/psr7 or guzzlehttp/psr7
     * @param (\Closure(): int)|null $nowMs unix milliseconds
     */
    public function __construct(
        public readonly int $timeoutMs = 10_000,
        public readonly int $retries = 2,
        public readonly int $retryDelayMs = 200,
        public readonly ?ClientInterface $client = null,
        public readonly ?object $factory = null,
        public readonly ?\Closure $nowMs = null,
    ) {}
}
