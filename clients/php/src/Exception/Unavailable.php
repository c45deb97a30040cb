<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `unavailable`. The service is busy or down. Repeat the same request with the same order number or idempotency key in a moment.
 */
final class Unavailable extends FeiqianException {}
