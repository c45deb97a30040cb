<?php

declare(strict_types=1);

namespace Feiqian;

use Feiqian\Exception\FeiqianException;

/** Exceptions by their kinds. */
final class Fault
{
    /** @param array<string, list<string>> $fields */
    public static function of(
        Kind $kind,
        string $operation = '',
        string $code = '',
        string $reason = '',
        ?int $status = null,
        ?string $requestId = null,
        array $fields = [],
        ?int $retryAfter = null,
    ): FeiqianException {
        $class = $kind->exception();

        return new $class($kind, $operation, $code, $reason, $status, $requestId, $fields, $retryAfter);
    }

    public static function argument(string $reason, string $operation = ''): FeiqianException
    {
        return self::of(Kind::InvalidArgument, $operation, reason: $reason);
    }
}
