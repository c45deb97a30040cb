// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
import { FeiqianError } from "./errors.js";
import type { Kind } from "./kinds.js";

/** An error of the kind "signature". */
export class SignatureRefusedError extends FeiqianError {}

/** An error of the kind "clock". */
export class ClockSkewedError extends FeiqianError {}

/** An error of the kind "authentication". */
export class AuthenticationFailedError extends FeiqianError {}

/** An error of the kind "permission". */
export class PermissionDeniedError extends FeiqianError {}

/** An error of the kind "validation". */
export class ValidationFailedError extends FeiqianError {}

/** An error of the kind "request". */
export class RequestRejectedError extends FeiqianError {}

/** An error of the kind "not_found". */
export class NotFoundError extends FeiqianError {}

/** An error of the kind "conflict". */
export class ConflictError extends FeiqianError {}

/** An error of the kind "in_progress". */
export class InProgressError extends FeiqianError {}

/** An error of the kind "state". */
export class StateRefusedError extends FeiqianError {}

/** An error of the kind "rate". */
export class RateLimitedError extends FeiqianError {}

/** An error of the kind "upstream". */
export class UpstreamFailedError extends FeiqianError {}

/** An error of the kind "server". */
export class ServerFaultError extends FeiqianError {}

/** An error of the kind "unavailable". */
export class UnavailableError extends FeiqianError {}

/** An error of the kind "timeout". */
export class TimedOutError extends FeiqianError {}

/** An error of the kind "connection". */
export class ConnectionFailedError extends FeiqianError {}

/** An error of the kind "truncated". */
export class AnswerTruncatedError extends FeiqianError {}

/** An error of the kind "ambiguous". */
export class AmbiguousTextError extends FeiqianError {}

/** An error of the kind "argument". */
export class InvalidArgumentError extends FeiqianError {}

/** An error of the kind "verification". */
export class VerificationFailedError extends FeiqianError {}

/** The class of each kind. */
export const CLASSES: Readonly<Record<Kind, typeof FeiqianError>> = {
  signature: SignatureRefusedError,
  clock: ClockSkewedError,
  authentication: AuthenticationFailedError,
  permission: PermissionDeniedError,
  validation: ValidationFailedError,
  request: RequestRejectedError,
  not_found: NotFoundError,
  conflict: ConflictError,
  in_progress: InProgressError,
  state: StateRefusedError,
  rate: RateLimitedError,
  upstream: UpstreamFailedError,
  server: ServerFaultError,
  unavailable: UnavailableError,
  timeout: TimedOutError,
  connection: ConnectionFailedError,
  truncated: AnswerTruncatedError,
  ambiguous: AmbiguousTextError,
  argument: InvalidArgumentError,
  verification: VerificationFailedError,
};
