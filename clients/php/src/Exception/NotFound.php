<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `not_found`. Check the number: the object does not exist, or it is another's. If every call ends so, check the base URL.
 */
final class NotFound extends FeiqianException {}
