<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `connection`. Check the base URL and the network. Whether the command was carried out is not known: repeat the same request with the same order number or idempotency key.
 */
final class ConnectionFailed extends FeiqianException {}
