// The answers of the scripted token server. Each is `{ send(response, request) }`.

let issued = 0;
/** A new access token, unique in this process. */
export const newAccessToken = () => `access-${process.pid}-${++issued}`;

/** Any answer: an object as `body` is sent as JSON, a string or Buffer unchanged. */
export function answer({ status = 200, headers = {}, body = "" }) {
  const isData = typeof body !== "string" && !Buffer.isBuffer(body);
  const type = isData ? { "content-type": "application/json" } : {};
  return {
    send(response) {
      response.writeHead(status, { ...type, "cache-control": "no-store", ...headers });
      response.end(isData ? JSON.stringify(body) : body);
    },
  };
}

/** A good token response, new at each request; `members` override its members, undefined removes one. */
export const token = (members = {}) => ({
  send(response) {
    const body = { access_token: newAccessToken(), token_type: "Bearer", expires_in: 3600, ...members };
    answer({ body }).send(response);
  },
});

/** An error response (RFC 6749 §5.2). */
export const oauthError = (error, { status = 400, description, headers } = {}) =>
  answer({ status, headers, body: { error, error_description: description } });

export const status = (code, headers = {}) => answer({ status: code, headers });

export const redirect = (location, code = 307) => status(code, { location });

/** Accepts the request and never answers. */
export const hang = () => ({ send() {} });

/** Sends the headers and the first half of a token response, and never the rest. */
export const stall = () => ({
  send(response) {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"access_token":"never-fin');
  },
});

/** Closes the connection without an answer. */
export const drop = () => ({
  send(response) {
    response.destroy();
  },
});

/** Another answer, `ms` after the request. */
export const delayed = (ms, then = token()) => ({
  async send(response, request) {
    await new Promise((resolve) => setTimeout(resolve, ms).unref());
    if (!response.destroyed) then.send(response, request);
  },
});

/** Another answer, once the promise `when` is fulfilled. */
export const after = (when, then = token()) => ({
  async send(response, request) {
    await when;
    if (!response.destroyed) then.send(response, request);
  },
});
