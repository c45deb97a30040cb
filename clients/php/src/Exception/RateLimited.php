<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `rate`. Wait for as long as the server says, then send the request again.
 */
final class RateLimited extends FeiqianException {}
