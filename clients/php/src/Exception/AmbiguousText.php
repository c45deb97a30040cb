<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `ambiguous`. Nothing was sent. Change the value: a signed name must not contain = or &, and a signed value must not contain an & that is followed by a = before the next &.
 */
final class AmbiguousText extends FeiqianException {}
