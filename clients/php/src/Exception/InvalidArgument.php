<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `argument`. Nothing was sent. Correct the argument that is named.
 */
final class InvalidArgument extends FeiqianException {}
