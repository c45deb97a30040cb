<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `in_progress`. The first request with this order number has no answer yet. Repeat the same request after a moment.
 */
final class InProgress extends FeiqianException {}
