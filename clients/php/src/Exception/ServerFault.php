<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `server`. A fault of the server: report the request id to the operator. Repeat the request only with the same order number or idempotency key.
 */
final class ServerFault extends FeiqianException {}
