<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `request`. Check the base URL and the version of this library: the server does not know a request of this form.
 */
final class RequestRejected extends FeiqianException {}
