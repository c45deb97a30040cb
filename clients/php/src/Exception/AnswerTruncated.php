<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `truncated`. The answer is cut off or unreadable, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.
 */
final class AnswerTruncated extends FeiqianException {}
