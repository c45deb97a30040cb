<?php

declare(strict_types=1);

namespace Feiqian;

/** What a single call may have of its own. */
final class CallOptions
{
    /**
     * @param string|null $idempotencyKey makes a command of the wallet and the payee API safe to repeat
     * @param int|null $timeoutMs for one attempt, instead of the client's
     */
    public function __construct(public readonly ?string $idempotencyKey = null, public readonly ?int $timeoutMs = null) {}
}
