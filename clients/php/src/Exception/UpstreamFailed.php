<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `upstream`. The payment provider refused or did not answer. The order is closed: take a new order number for another attempt.
 */
final class UpstreamFailed extends FeiqianException {}
