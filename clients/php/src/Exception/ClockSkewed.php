<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `clock`. Set this machine's clock, for instance by NTP: it is more than the allowed 300 seconds from the server's. Then send the request again.
 */
final class ClockSkewed extends FeiqianException {}
