// Allows calls by pages of one origin: the API and the Worker have other origins than the page.

/**
 * @param {Request} request
 * @param {string} origin the only origin of pages that may call and read the answers
 * @param {(request: Request) => Promise<Response>} answer
 */
export async function withCors(request, origin, answer) {
  const response = request.method === "OPTIONS" ? new Response(null, { status: 204 }) : await answer(request);
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-allow-headers", "authorization");
  response.headers.set("access-control-expose-headers", "www-authenticate");
  response.headers.set("access-control-max-age", "600");
  response.headers.set("vary", "origin");
  return response;
}
