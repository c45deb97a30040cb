<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `conflict`. The order number or idempotency key belongs to another request. Repeat that request unchanged, or take a new number for a new order.
 */
final class Conflict extends FeiqianException {}
