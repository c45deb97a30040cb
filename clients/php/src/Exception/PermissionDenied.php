<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `permission`. Ask the operator for the right: this caller may not do this.
 */
final class PermissionDenied extends FeiqianException {}
