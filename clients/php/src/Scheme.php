<?php

declare(strict_types=1);

namespace Feiqian;

/** How a product signs. The weaker schemes are refused where the product's `minimum_scheme` asks for more. */
enum Scheme: string
{
    case Md5 = 'md5';
    case HmacSha256 = 'hmac-sha256';
    case Rfc9421 = 'rfc9421';
}
