<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Operations;

use Feiqian\CallOptions;
use Feiqian\Money;
use Feiqian\Operation;
use Feiqian\Read;
use Feiqian\Type;

/**
 * Every operation of the part "delivery".
 */
abstract class OperatorOperations
{
    /**
     * @template T
     *
     * @param array<string, mixed> $parameters
     * @param callable(mixed): T $read
     *
     * @return T
     */
    abstract protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed;

    /**
     * Deliver what is due.
     *
     * Claims due notifications, sends and settles them, then runs payout jobs and maintenance. Lasts at most some 25 seconds
     * per kind. `event_ids` sends the named notifications once, whatever their state.
     *
     * @param int|null $limit How many notifications at most.
     * @param list<'cashier.deposit'|'cashier.withdraw'|'ipn.payout'|'ipn.account'|'wallet.notice'|'wallet.payout'|'payee.payout'>|null $topics Only these.
     * @param list<string>|null $event_ids These notifications, once each.
     *
     * @return Type\DispatchResult
     */
    public function dispatch(
        ?int $limit = null,
        ?array $topics = null,
        ?array $event_ids = null,
        ?CallOptions $options = null,
    ): Type\DispatchResult {
        $operation = new Operation('dispatch', 'POST', '/internal/dispatch', 'json', [], 'never', false);
        $parameters = [
            'limit' => $limit,
            'topics' => $topics,
            'event_ids' => $event_ids,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\DispatchResult => Type\DispatchResult::from($data));
    }

    /**
     * Apply the schema.
     *
     * Makes what an empty database lacks, applies the migrations that an older one has not had, and creates triggers, views and
     * indexes anew if they are not those of this version: all of it or nothing. Several calls at once do it once. Without a
     * `dispatch_token` it is there only if `auto_migrate` is true.
     *
     *
     * @return Type\MigrateResult
     */
    public function migrate(
        ?CallOptions $options = null,
    ): Type\MigrateResult {
        $operation = new Operation('migrate', 'POST', '/internal/migrate', 'query', [], 'safe', false);
        $parameters = [
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\MigrateResult => Type\MigrateResult::from($data));
    }

    /**
     * Whether the bundle can serve.
     *
     * Whether the database answers, has the schema of this version, and the variables of the parts in `ready_parts` are set. Anybody
     * may ask; no value is ever told. The answer is kept for a second.
     *
     *
     * @return Type\ReadyResult
     */
    public function ready(
        ?CallOptions $options = null,
    ): Type\ReadyResult {
        $operation = new Operation('ready', 'GET', '/internal/ready', 'query', [], 'safe', false);
        $parameters = [
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ReadyResult => Type\ReadyResult::from($data));
    }
}
