// The life of a manager whose storage fails at some point: the calls, and the rules that must hold whatever the storage does. Runs in
// Node and in pages: imports nothing.

/** The longest call of the manager: a hung operation is given up within a second, and a call may meet two of them. */
const BOUND_MS = 6_000;

/**
 * @param {object} world
 * @param {{ create(options: object): Promise<any> }} world.TokenManager
 * @param {unknown} world.storage the option
 * @param {unknown} [world.encryption] the option
 * @param {string} world.namespace
 * @param {{ hits(): number, heal(): unknown }} fault the storage's fault from the start: the number of affected calls, and its end
 * @param {{ tells?: boolean, forgets?: boolean, mayTell?: boolean, often?: boolean }} kind `tells`: the fault must be reported, once; `forgets`: the record
 *   looks removed, for example by a logout in another tab, which wins over a refresh under way; `mayTell`: an event is allowed; `often`: one
 *   event for each record
 * @returns {Promise<{ hits: number, told: number, wrong: string[] }>} `wrong` is empty if all is well
 */
export async function liveThrough({ TokenManager, storage, encryption, namespace }, fault, { tells = false, forgets = false, mayTell = !forgets, often = false }) {
  const wrong = [];
  const issued = new Set();
  const options = {
    storage,
    namespace,
    background: false,
    providers: { api: { grant: "client_credentials", tokenEndpoint: "https://as.example/token", clientId: "c", clientSecret: "s" } },
    fetch: async () => {
      const token = `token-${issued.size + 1}-of-${namespace.replaceAll(/\W/g, "-")}`;
      issued.add(token);
      return Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 });
    },
  };
  if (encryption !== undefined) options.encryption = encryption;
  const managers = [];

  const errors = [];

  async function start() {
    const manager = await within("create", TokenManager.create(options));
    if (manager === undefined) return undefined;
    const told = [];
    manager.on("storageError", ({ error }) => told.push(error));
    manager.on("error", ({ error }) => errors.push(error.message));
    managers.push({ manager, told });
    return manager;
  }
  /** The call's result; an error is wrong. */
  async function within(what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not within ${BOUND_MS} ms`)), BOUND_MS);
    });
    try {
      return await Promise.race([promise, late]);
    } catch (error) {
      wrong.push(`${what}: ${error}`);
    } finally {
      clearTimeout(timer);
    }
  }
  const is = (what, found, expected) => found === expected || wrong.push(`${what}: ${found} and not ${expected}`);

  const manager = await start();
  if (manager === undefined) return { hits: fault.hits(), told: 0, wrong };
  const get = () => within("getToken", manager.getToken());

  const first = await get();
  is("again", await get(), first);
  await within("refresh", manager.refresh().catch((error) => {
    if (!forgets || error.code !== "token_not_found") throw error;
  }));
  const second = manager.peekToken();
  if (second === first) wrong.push("refresh left the token as it was");
  await within("invalidate", manager.invalidate());
  const third = await get();
  if (third === second || third === first) wrong.push("an invalidated token was handed out");
  await within("setTokens", manager.setTokens("api", { accessToken: "given", expiresIn: 3600 }));
  is("given by hand", await get(), "given");

  // Another start during the fault has the token, an older one that storage still holds, or one of its own.
  const other = await start();
  const found = await within("getToken of another start", other?.getToken());
  if (found !== "given" && !issued.has(found)) wrong.push(`another start: ${found}`);

  await within("clear", manager.clear());
  is("after clear", manager.peekToken(), undefined);
  const anew = await get();
  if (anew === undefined || [first, second, third, "given"].includes(anew)) wrong.push("a cleared token was handed out");

  await fault.heal();
  const healed = await start();
  // On a busy machine even a good storage may take too long.
  for (let tries = 0; tries < 5; tries++) {
    await within("setTokens once it is healed", healed?.setTokens("api", { accessToken: "final", expiresIn: 3600 }));
    if (healed?.health().storage.ok !== false) break;
  }
  const last = await start();
  is("once it is healed", last?.peekToken(), "final");
  if (last?.health().storage.ok !== true) wrong.push("the healed storage is not said to be whole");
  await within("clear at the end", last?.clear());
  const empty = await start();
  is("cleared once it is healed", empty?.peekToken(), undefined);
  await within("clear at the very end", empty?.clear());

  // Events from before the first listener come in a turn of their own.
  await new Promise((resolve) => setTimeout(resolve));
  const hits = fault.hits();
  const told = managers.flatMap(({ told }) => told);
  for (const { told } of managers) {
    if (told.length > (mayTell ? 1 : 0) && !often) wrong.push(`${told.length} events: ${told.map(({ message }) => message)}`);
  }
  if (tells && hits > 0 && told.length === 0) wrong.push("nobody was told");
  if (told.some(({ code }) => code !== "storage")) wrong.push(`an event of code ${told[0].code}`);
  if (errors.length > 0) wrong.push(`error events: ${errors}`);
  if (wrong.length > 0) wrong.push(`told: ${told.map(({ message, cause }) => `${message} (${cause})`)}`);
  for (const { manager } of managers) await within("close", manager.close());
  return { hits, told: told.length, wrong };
}
