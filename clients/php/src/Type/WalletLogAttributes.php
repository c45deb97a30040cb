<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletLogAttributes`. Amounts are decimal texts.
 */
final class WalletLogAttributes
{
    /**
     * @param int $id
     * @param int $user_id
     * @param int $source_user_id
     * @param numeric-string $change_available_amount
     * @param numeric-string $change_freeze_amount
     * @param int $change_type
     * @param string $change_desc
     * @param string $updated_at
     * @param string $created_at
     * @param int|null $operator_id
     */
    public function __construct(
        public readonly int $id,
        public readonly int $user_id,
        public readonly int $source_user_id,
        public readonly string $change_available_amount,
        public readonly string $change_freeze_amount,
        public readonly int $change_type,
        public readonly string $change_desc,
        public readonly string $updated_at,
        public readonly string $created_at,
        public readonly ?int $operator_id = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::integer($data['user_id'] ?? null),
            Read::integer($data['source_user_id'] ?? null),
            Read::amount($data['change_available_amount'] ?? null),
            Read::amount($data['change_freeze_amount'] ?? null),
            Read::integer($data['change_type'] ?? null),
            Read::text($data['change_desc'] ?? null),
            Read::text($data['updated_at'] ?? null),
            Read::text($data['created_at'] ?? null),
            isset($data['operator_id']) ? Read::integer($data['operator_id']) : null,
        );
    }
}
