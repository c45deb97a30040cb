<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Exception;

/**
 * An error of the kind `signature`. Check the number of the product or merchant, the key, and that no proxy changes the parameters. A demo bundle answers with the text to be signed in the header x-sign-expected-canonical.
 */
final class SignatureRefused extends FeiqianException {}
