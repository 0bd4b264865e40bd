// The steps in every kind of host that show the targets of tokens when a server redirects. It uses only features of all hosts.

/** Causes the requests of `expectedHits`. Returns the number of acquired tokens, and the requests of the host's own fetch. */
export async function redirectScenario({ TokenManager, here, there, fetch: own }) {
  let acquired = 0;
  const acquire = () => ({ accessToken: `token-${++acquired}`, expiresIn: 3600 });
  const options = own === undefined ? {} : { fetch: own };
  const manager = new TokenManager({ ...options, background: false, providers: { api: { grant: "custom", acquire, allowedOrigins: [here] } } });
  const url = (to, status) => `${here}/?status=${status ?? 302}&to=${encodeURIComponent(to)}`;
  const send = async (name, target, { headers, ...init } = {}) => {
    const response = await manager.fetch(target, { ...init, headers: { ...headers, "x-case": name } });
    return response.status;
  };
  const post = (method = "POST") => ({ method, headers: { "content-type": "text/plain" }, body: "body" });
  const statuses = [
    await send("same", url("/end")),
    await send("cross", url(`${there}/end`)),
    await send("around", url(`${there}/?to=${encodeURIComponent(`${here}/end`)}`)),
    await send("post-302", url(`${there}/end`, 302), post()),
    await send("post-303", url("/end", 303), post("PUT")),
    await send("post-307", url(`${there}/end`, 307), post()),
    await send("post-308", url("/end", 308), post()),
    await send("put-301", url("/end", 301), post("PUT")),
    await send("request-307", new Request(url("/end", 307), { ...post(), headers: { "content-type": "text/plain", "x-case": "request-307" } }), { headers: { "content-type": "text/plain" } }),
    await send("elsewhere-401", url(`${there}/unauthorized`)),
  ];
  const acquiredBefore401 = acquired;
  statuses.push(await send("repeated-307", url("/unauthorized", 307), post()));
  await (own ?? fetch)(url(`${there}/end`), { headers: { authorization: "Bearer raw", "x-case": "raw" } });
  await manager.close();
  return { statuses, acquiredBefore401, acquired };
}
