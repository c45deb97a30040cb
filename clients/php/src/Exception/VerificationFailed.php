<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `verification`. Do not act on the message, and do not acknowledge it: it is not proven to be the bundle's, or it is not fresh.
 */
final class VerificationFailed extends FeiqianException {}
