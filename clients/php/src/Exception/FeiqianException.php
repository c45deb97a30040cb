<?php

declare(strict_types=1);

namespace Feiqian\Exception;

use Feiqian\Kind;

/**
 * The base class of all errors of this library; each kind has a class. It holds no key, no token, no signature and no
 * parameter's value. `$kind` is for programs, `$advice` for people.
 */
abstract class FeiqianException extends \RuntimeException
{
    public readonly string $advice;

    /** `not_sent`, `refused` (nothing changed) or `unknown`. */
    public readonly string $outcome;

    /**
     * @param string $contractCode the contract's own code: `403`, `000022`, `service_busy`
     * @param string $reason the contract's own message
     * @param int|null $status HTTP status, if there was an answer
     * @param string|null $requestId `x-request-id` of the answer
     * @param array<string, list<string>> $fields fields that break a rule, with the rules
     * @param int|null $retryAfter seconds that the server asks to wait
     */
    final public function __construct(
        public readonly Kind $kind,
        public readonly string $operation = '',
        public readonly string $contractCode = '',
        public readonly string $reason = '',
        public readonly ?int $status = null,
        public readonly ?string $requestId = null,
        public readonly array $fields = [],
        public readonly ?int $retryAfter = null,
    ) {
        $this->advice = $kind->advice();
        $this->outcome = $kind->outcome();
        $told = array_filter([$operation, $contractCode, $reason], static fn (string $part): bool => $part !== '');
        foreach ($fields as $name => $rules) {
            $told[] = $name . ': ' . implode(', ', $rules);
        }
        parent::__construct((implode(': ', $told) ?: $kind->value) . '. ' . $this->advice);
    }
}
