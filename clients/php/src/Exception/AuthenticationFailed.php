<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `authentication`. Get a new token: this one is absent, wrong, expired or another merchant's.
 */
final class AuthenticationFailed extends FeiqianException {}
