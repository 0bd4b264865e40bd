// Uncached JSON answers, and the HTTP status of tokenward's errors.

export function json(status, body, headers = {}) {
  return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
}

/** If the authorization server fails, this Worker is a gateway. */
const STATUSES = {
  unknown_provider: 404,
  rate_limited: 503,
  circuit_open: 503,
  storage: 503,
  timeout: 504,
  network: 502,
  acquisition_failed: 502,
  refresh_failed: 502,
  reauthentication_required: 502,
  login_failed: 502,
  invalid_response: 502,
  token_not_found: 502,
  token_expired: 502,
};

/** Every error of tokenward has a code and a message without secrets. Details of other errors are not shown. */
export function failure(error) {
  if (typeof error?.code !== "string") {
    console.error(error);
    return json(500, { error: "unexpected", message: "The Worker failed" });
  }
  const { code, message, retryAfterMs } = error;
  const later = retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
  return json(STATUSES[code] ?? 500, { error: code, message }, later);
}
