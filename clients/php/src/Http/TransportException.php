<?php

declare(strict_types=1);

namespace Feiqian\Http;

use Feiqian\Kind;
use Psr\Http\Client\NetworkExceptionInterface;
use Psr\Http\Message\RequestInterface;

/** What went wrong on the way. */
final class TransportException extends \RuntimeException implements NetworkExceptionInterface
{
    public function __construct(public readonly Kind $kind, private readonly RequestInterface $request)
    {
        parent::__construct($kind->value);
    }

    public function getRequest(): RequestInterface
    {
        return $this->request;
    }
}
