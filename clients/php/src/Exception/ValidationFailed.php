<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `validation`. Correct the fields that are named, then send the request again.
 */
final class ValidationFailed extends FeiqianException {}
