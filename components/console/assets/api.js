// Calls of the administration API. Every one carries the session's cookie; a write carries its CSRF token as well.

export const BASE = "/admin/api/v1";

/** A refusal, or no answer at all (status 0). */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = (body.type ?? "").replace("urn:feiqian:problem:", "");
    this.errors = body.errors ?? [];
    this.retryAfter = body.retryAfter ?? null;
  }
}

let csrf = "";
let onExpired = () => {};

/** What writes carry from now on. */
export const setCsrf = (token) => {
  csrf = token;
};

/** Calls `listener` when an answer says that nobody is signed in. */
export const whenExpired = (listener) => {
  onExpired = listener;
};

/** A call below `/admin/api/v1`. Gives `{ status, body, etag }`, or throws a [`Problem`]. */
export async function call(method, path, { body, etag, isNew, signal } = {}) {
  const headers = { accept: "application/json" };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  if (method !== "GET") {
    headers["x-csrf-token"] = csrf;
  }
  if (etag) {
    headers["if-match"] = etag;
  }
  if (isNew) {
    headers["if-none-match"] = "*";
  }
  let answer;
  try {
    answer = await fetch(`${BASE}${path}`, {
      method,
      headers,
      signal,
      credentials: "same-origin",
      cache: "no-store",
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new Problem(0, { type: "urn:feiqian:problem:unreachable", detail: error.message });
  }
  const text = await answer.text();
  const content = parsed(text);
  if (!answer.ok) {
    const problem = new Problem(answer.status, { ...content, retryAfter: answer.headers.get("retry-after") });
    if (answer.status === 401 && problem.code === "unauthorized") {
      onExpired();
    }
    throw problem;
  }
  return { status: answer.status, body: content, etag: answer.headers.get("etag"), text };
}

/** A path of the API whose `{name}` are the values of those names. */
export const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ""));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
