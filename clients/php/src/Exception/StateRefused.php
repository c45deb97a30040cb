<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `state`. The object's state, a limit or the balance does not allow this. Read the object, then decide again.
 */
final class StateRefused extends FeiqianException {}
