// Non-standard server features that the peers need: their own paths and formats, in front of the same token endpoint.

/** Answers by path, for `startRealOrigin`. */
export function peerEndpoints() {
  return [
    ["/oauth/token", { send: auth0 }],
    ["/authorize", { send: auth0Login }],
    ["/v2/logout", { send: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Signed out</title>") }],
    ["/gotrue/token", { send: goTrue }],
  ];
}

/** Auth0's path; the form is the standard's. */
async function auth0(response, request) {
  await answer(response, await atTokenEndpoint(request, await read(request)));
}

function auth0Login(response, request) {
  response.writeHead(302, { location: request.url.replace("/authorize", "/auth") }).end();
}

/** Supabase's GoTrue accepts JSON, and returns errors as codes. */
async function goTrue(response, request) {
  const { refresh_token } = JSON.parse(await read(request));
  const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "the-app", refresh_token });
  const { status, body } = await atTokenEndpoint(request, form.toString());
  if (status === 200) return answer(response, { status, body: { ...body, user: { id: "user" } } });
  await answer(response, { status: 400, body: { code: 400, error_code: "refresh_token_already_used", msg: "Invalid Refresh Token: Already Used" } });
}

async function read(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

async function atTokenEndpoint(request, form) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answered = await fetch(`http://${request.headers.host}/token`, { method: "POST", headers, body: form });
  return { status: answered.status, body: await answered.json() };
}

async function answer(response, { status, body }) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
