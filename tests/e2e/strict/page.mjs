// The script of every page: runs the case in the address (`/<policy>/<case>/<entry point>/…`), and leaves the result, with all
// complaints of the browser, in `window.result`.

const complaints = [];
/** The error of the page's clock, in cases that detect it. */
let skew;
addEventListener("securitypolicyviolation", (event) => complaints.push(`${event.effectiveDirective} blocks ${event.blockedURI}`));
addEventListener("error", ({ message }) => complaints.push(message));
addEventListener("unhandledrejection", ({ reason }) => complaints.push(`unhandled: ${reason}`));

const { origin, pathname } = location;
const client = (more) => ({ grant: "refresh_token", tokenEndpoint: `${origin}/token`, clientId: "page", refreshToken: "refresh-0", ...more });
const user = { grant: "authorization_code", issuer: `${origin}/as`, clientId: "page", scope: "openid offline_access", redirectUri: `${origin}/callback` };
const told = (manager, event) => new Promise((resolve) => void manager.on(event, resolve));
const packageOf = (entry) => import(`/pkg/${entry}.js`);
const failure = ({ name, code, message, retryable }) => ({ name, code, message, retryable });

/** The error that a call throws or rejects with. */
async function failureOf(call) {
  try {
    await call();
    return "no error";
  } catch (error) {
    return failure(error);
  }
}

const CASES = {
  async load(entry) {
    const { TokenManager, decodeJwt, init } = await packageOf(entry);
    await init();
    const manager = new TokenManager({ providers: { api: client() } });
    const token = await manager.getToken();
    const { provider } = await manager.refresh();
    const { payload } = decodeJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.");
    await manager.close();
    return { hasToken: /^token-\d+$/.test(token), provider, payload };
  },

  async store(entry, storage, encrypted) {
    const { TokenManager } = await packageOf(entry);
    const options = { storage, namespace: `${storage}-${encrypted}`, providers: { api: client() } };
    if (encrypted === "encrypted") options.encryption = true;
    const first = await TokenManager.create(options);
    const token = await first.getToken();
    const second = await TokenManager.create(options);
    const found = second.peekToken() === token;
    const { ok, kind, encrypted: sealed } = second.health().storage;
    await second.clear();
    const third = await TokenManager.create({ ...options, providers: { api: client({ refreshToken: undefined }) } });
    return { found, ok, kind, sealed, left: third.peekToken() ?? null };
  },

  /** Leaves for the authorization server, which returns to `callback`. */
  async login() {
    const { TokenManager } = await packageOf("web");
    const manager = await TokenManager.create({ storage: "local", encryption: true, providers: { user } });
    const { url } = await manager.startLogin("user", { prompt: "consent", appState: { from: pathname } });
    location.assign(url);
    await new Promise(() => {});
  },

  async callback() {
    const { TokenManager } = await packageOf("index");
    const manager = await TokenManager.create({ storage: "local", encryption: true, providers: { user } });
    const { appState, claims } = await manager.finishLogin(location.href);
    const first = manager.peekToken();
    await told(manager, "refreshed");
    const second = await manager.getToken();
    const response = await fetch(`${origin}/as/me`, { headers: await manager.getAuthHeaders() });
    const { sub } = await response.json();
    skew = manager.getTokenInfo().clockSkewMs;
    await manager.revoke();
    return { appState, claimed: claims.sub, renewed: first !== second, sub, left: manager.peekToken() ?? null };
  },

  /** Another page of the origin: a renewal here is adopted there, and a logout there is one here. */
  async tabs() {
    const { TokenManager } = await packageOf("web");
    const options = { namespace: "tabs", storage: "local", providers: { api: client() } };
    const manager = await TokenManager.create(options);
    const first = await manager.getToken();
    const frame = document.createElement("iframe");
    frame.src = "/strict/tab/web";
    document.body.append(frame);
    await new Promise((resolve) => addEventListener("message", resolve, { once: true }));
    const other = frame.contentWindow;
    const adopted = told(other.manager, "refreshed");
    await manager.refresh();
    await adopted;
    const same = other.manager.peekToken() === manager.peekToken() && manager.peekToken() !== first;
    const removed = told(manager, "removed");
    await other.manager.clear();
    await removed;
    complaints.push(...other.complaints);
    return { same, left: manager.peekToken() ?? null };
  },

  async tab(entry) {
    const { TokenManager } = await packageOf(entry);
    window.complaints = complaints;
    window.manager = await TokenManager.create({ namespace: "tabs", storage: "local", providers: { api: client() } });
    parent.postMessage("ready", origin);
  },

  async worker(entry, kind) {
    const policy = globalThis.trustedTypes?.createPolicy("workers", { createScriptURL: (url) => url });
    const address = `/strict/worker.mjs?${entry}`;
    const url = policy ? policy.createScriptURL(address) : address;
    const worker = kind === "shared" ? new SharedWorker(url, { type: "module" }) : new Worker(url, { type: "module" });
    const port = worker.port ?? worker;
    const answer = new Promise((resolve, reject) => {
      port.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message ?? "the worker did not start"));
    });
    port.postMessage("begin");
    return answer;
  },

  async monitor(entry) {
    const { TokenManager } = await packageOf(entry);
    await packageOf("monitor");
    const manager = await TokenManager.create({ providers: { api: client() } });
    await manager.getToken();
    const monitor = document.createElement("token-monitor");
    monitor.manager = manager;
    document.body.append(monitor);
    await customElements.whenDefined("token-monitor");
    const root = monitor.shadowRoot;
    const shown = () => root.querySelector(".monitor")?.textContent.includes("Valid");
    while (!shown()) await new Promise((resolve) => setTimeout(resolve, 20));
    return { radius: getComputedStyle(root.querySelector(".monitor")).borderTopLeftRadius };
  },

  async react() {
    await import("/react.js");
    await window.start({ how: "options" });
    const ready = () => document.getElementById("token-0")?.dataset.status === "ready";
    while (!ready()) await new Promise((resolve) => setTimeout(resolve, 20));
    return { shown: document.getElementById("token-0").textContent.replace(/\d+/, "1") };
  },

  /** The outcome of each way to begin in a host without a core. */
  async refused(entry, how) {
    if (how === "deleted") delete globalThis.WebAssembly;
    const { TokenManager, init, decodeJwt, getDefaultManager } = await packageOf(entry);
    decodeJwt("e30.e30."); // needs no core
    const ways = {
      create: () => TokenManager.create(),
      init: () => init(),
      "new TokenManager": () => new TokenManager(),
      "init with a URL": () => init("/pkg/wasm/tokenward_bg.wasm"),
      "init with bytes": async () => init(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
      getDefaultManager: () => getDefaultManager(),
    };
    const failures = {};
    for (const [way, call] of Object.entries(ways)) failures[way] = await failureOf(call);
    return failures;
  },
};

const [, first, name = first, ...rest] = pathname.split("/");
try {
  const came = await CASES[name](...rest);
  // Violations are reported in a separate task.
  await new Promise((resolve) => setTimeout(resolve, 50));
  window.result = { came, skew, complaints };
} catch (error) {
  window.result = { thrown: String(error?.stack ?? error), complaints };
}
