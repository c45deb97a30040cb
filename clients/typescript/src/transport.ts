// Sends requests: a time limit, a limit of the answer's size, and repetition only where it is safe.

import { fault } from "./fault.js";
import { FeiqianError } from "./errors.js";
import type { CallOptions } from "./call.js";
import type { Kind } from "./kinds.js";

/** The longest answer that is read, in bytes. */
const LONGEST_ANSWER = 4 * 1024 * 1024;
/** The longest wait that a server may ask for, in seconds. */
const LONGEST_WAIT = 30;
const RETRIED: readonly Kind[] = ["timeout", "connection", "truncated", "unavailable", "in_progress"];

export interface TransportOptions {
  /** The bundle's address, for instance `https://pay.example.com`. */
  readonly baseUrl: string;
  /** Milliseconds for one attempt: connection, request and whole answer. 10000 by default. */
  readonly timeout?: number;
  /** How often a request is sent again at the most, where that is safe. 2 by default. */
  readonly retries?: number;
  /** Milliseconds of the first wait; it doubles, up to 5 s, and half of it is random. 200 by default. */
  readonly retryDelay?: number;
  /** Another `fetch`. */
  readonly fetch?: typeof fetch;
  /** Unix milliseconds; by default the machine's clock. */
  readonly now?: () => number;
}

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #base: string;

  constructor(options: TransportOptions) {
    let base: URL;
    try {
      base = new URL(options.baseUrl);
    } catch {
      throw fault("argument", { reason: "baseUrl is no URL" });
    }
    if (!/^https?:$/.test(base.protocol) || base.username || base.password || base.search || base.hash) {
      throw fault("argument", { reason: "baseUrl is an http or https URL without user, query and fragment" });
    }
    this.#base = base.href.replace(/\/+$/, "");
    this.#options = options;
  }

  now(): number {
    return (this.#options.now ?? Date.now)();
  }

  url(path: string): URL {
    return new URL(this.#base + path);
  }

  /** The result of a request that is made anew for each attempt, so that its time and nonce are fresh. */
  async run<Result>(operation: string, isRepeatable: boolean, make: () => Promise<Outgoing>,
    read: (answer: Answer) => Result, options: CallOptions = {}): Promise<Result> {
    const retries = isRepeatable ? this.#options.retries ?? 2 : 0;
    for (let attempt = 0; ; attempt += 1) {
      const request = await make();
      let error: FeiqianError;
      try {
        return read(await this.#attempt(operation, request, options));
      } catch (thrown) {
        if (!(thrown instanceof FeiqianError)) {
          throw thrown;
        }
        error = thrown;
      }
      const asked = error.retryAfter ?? 0;
      if (attempt >= retries || !RETRIED.includes(error.kind) || asked > LONGEST_WAIT || options.signal?.aborted) {
        throw error;
      }
      const delay = Math.min(5000, (this.#options.retryDelay ?? 200) * 2 ** attempt);
      await new Promise((wake) => { setTimeout(wake, asked * 1000 + delay * (0.5 + Math.random() / 2)); });
    }
  }

  async #attempt(operation: string, { method, url, headers, body }: Outgoing, options: CallOptions): Promise<Answer> {
    const control = new AbortController();
    const stop = (): void => { control.abort(); };
    if (options.signal?.aborted) {
      throw fault("argument", { operation, reason: "aborted by the caller" });
    }
    options.signal?.addEventListener("abort", stop);
    let isLate = false;
    let isHead = true;
    const timer = setTimeout(() => { isLate = true; stop(); }, options.timeout ?? this.#options.timeout ?? 10_000);
    try {
      const send = this.#options.fetch ?? fetch;
      const response = await send(url, { method, headers, redirect: "manual", signal: control.signal, ...(body === undefined ? {} : { body }) });
      isHead = false;
      return { status: response.status, headers: response.headers, text: await readText(operation, response) };
    } catch (thrown) {
      if (thrown instanceof FeiqianError) {
        throw thrown;
      }
      // The cause is left out: it may hold the request and so its headers.
      throw fault(isLate || options.signal?.aborted ? "timeout" : isHead ? "connection" : "truncated", { operation });
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", stop);
      control.abort();
    }
  }
}

async function readText(operation: string, response: Response): Promise<string> {
  if (!response.body) {
    return "";
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > LONGEST_ANSWER) {
      throw fault("truncated", { operation, status: response.status, reason: "the answer exceeds 4 MiB" });
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(whole);
  } catch {
    throw fault("truncated", { operation, status: response.status, reason: "the answer is no UTF-8" });
  }
}
