// A worker, dedicated or shared, under the strict policy that its own response carries: a token, kept encrypted in IndexedDB,
// renewed, and found again by a second manager.

const complaints = [];
addEventListener("securitypolicyviolation", (event) => complaints.push(`${event.effectiveDirective} blocks ${event.blockedURI}`));
addEventListener("unhandledrejection", ({ reason }) => complaints.push(`unhandled: ${reason}`));

const entry = location.search.slice(1);
if ("onconnect" in globalThis) globalThis.onconnect = ({ ports: [port] }) => listen(port);
else listen(globalThis);

function listen(port) {
  port.onmessage = () => work().then(
    (came) => port.postMessage({ came, complaints }),
    (error) => port.postMessage({ thrown: String(error), complaints }),
  );
}

async function work() {
  const { TokenManager } = entry === "web" ? await import("/pkg/web.js") : await import("/pkg/index.js");
  const options = {
    namespace: `worker-${"onconnect" in globalThis}-${entry}`,
    storage: "indexeddb",
    encryption: true,
    providers: { api: { grant: "refresh_token", tokenEndpoint: `${location.origin}/token`, clientId: "page", refreshToken: "refresh-0" } },
  };
  const manager = await TokenManager.create(options);
  const first = await manager.getToken();
  await manager.refresh();
  const token = manager.peekToken();
  const second = await TokenManager.create(options);
  return { renewed: token !== first, found: second.peekToken() === token, ok: manager.health().storage.ok };
}
