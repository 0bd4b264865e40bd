// All kinds of damage to a stored record, and a manager that survives them. Runs in Node and in pages: imports nothing.

/**
 * Each bit of each character flipped, each prefix of the text, and characters that cannot be encoded.
 * @param {string} text
 * @param {number} bits of a character: 8 for a text that is stored as bytes, 16 for UTF-16
 * @param {boolean} sampled only one bit of each character, another one each time, and every fourth prefix
 * @returns {Generator<[what: string, damaged: string]>}
 */
export function* damages(text, bits, sampled) {
  const changed = (at, unit) => text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1);
  for (let at = 0; at < text.length; at++) {
    for (let bit = 0; bit < bits; bit++) {
      if (!sampled || bit === at % bits) yield [`bit ${bit} of character ${at} flipped`, changed(at, text.charCodeAt(at) ^ (1 << bit))];
    }
    if (!sampled || at % 4 === 0) yield [`cut after ${at} characters`, text.slice(0, at)];
  }
  for (const at of [0, 3, text.length >> 1, text.length - 1]) {
    for (const unit of [0x0000, 0xd800, 0xdfff, 0xfeff]) yield [`U+${unit.toString(16)} at ${at}`, changed(at, unit)];
  }
  yield ["twice", text + text];
  yield ["with something behind it", `${text} `];
}

const REFRESH = "refresh-of-the-configuration";

/**
 * Stores a record, damages it in every way, and starts a manager each time.
 * @param {object} world
 * @param {{ create(options: object): Promise<any> }} world.TokenManager
 * @param {unknown} world.storage the option
 * @param {unknown} [world.encryption] the option
 * @param {string} world.namespace
 * @param {(key: string) => unknown} world.read past the manager
 * @param {(start: string) => unknown} world.keyOf the stored key that begins with `start`
 * @param {(key: string, text: string) => unknown} world.write past the manager
 * @param {number} [world.bits]
 * @param {boolean} [world.sampled] see `damages`
 * @param {number} [world.renewEvery] the manager renews its token once per this many damages
 * @returns {Promise<{ tried: number, renewed: number, characters: number, wrong: string[] }>} `wrong` is empty if all is well
 */
export async function surviveDamage({ TokenManager, storage, encryption, namespace, read, write, keyOf, bits = 8, sampled = false, renewEvery = 1 }) {
  const wrong = [];
  let issued = 0;
  const sent = new Set();
  const options = {
    storage,
    namespace,
    background: false,
    providers: { api: { grant: "refresh_token", tokenEndpoint: "https://as.example/token", clientId: "c", refreshToken: REFRESH } },
    fetch: async (_url, { body }) => {
      sent.add(new URLSearchParams(String(body)).get("refresh_token"));
      return Response.json({ access_token: `renewed-${++issued}`, token_type: "Bearer", expires_in: 3600, refresh_token: REFRESH });
    },
  };
  if (encryption !== undefined) options.encryption = encryption;
  const first = await TokenManager.create(options);
  await first.setTokens("api", { accessToken: "stored-token", refreshToken: "stored-refresh", expiresIn: 3600 });
  await first.close();
  const key = String(await keyOf(`${namespace}:api:`));
  const text = await read(key);
  if (typeof text !== "string") return { tried: 0, renewed: 0, characters: 0, wrong: [`nothing was stored, but ${text}`] };

  /** The tokens that a manager finds, and its events. */
  async function start(what, stored) {
    await write(key, stored);
    const manager = await TokenManager.create(options);
    const told = [];
    manager.on("storageError", ({ error }) => told.push(error));
    const found = manager.peekToken();
    if (found !== undefined) wrong.push(`${what}: ${found === "stored-token" ? "accepted" : `a wrong token, ${found}`}`);
    return { manager, told };
  }

  /** Once the manager has a new token, the next one finds it. */
  async function goesOn(what, manager) {
    const renewed = await manager.getToken();
    if (renewed !== `renewed-${issued}`) wrong.push(`${what}: then ${renewed}`);
    if (!manager.health().storage.ok) wrong.push(`${what}: the storage is not whole again`);
    const next = await TokenManager.create(options);
    if (next.peekToken() !== renewed) wrong.push(`${what}: the next manager found ${next.peekToken()}`);
    await next.close();
  }

  let tried = 0;
  let renewed = 0;
  try {
    for (const [what, damaged] of damages(text, bits, sampled)) {
      const { manager, told } = await start(what, damaged);
      if (tried++ % renewEvery === 0) {
        await goesOn(what, manager);
        renewed += 1;
      }
      // Events from before the first listener come in a turn of their own.
      for (let turns = 0; turns < 10 && told.length === 0; turns++) await new Promise((resolve) => setTimeout(resolve, turns));
      // A damaged record is removed, which must not happen after the next record; a record with another key's encryption may stay.
      const done = () => damaged.startsWith("twe") || manager.metrics().storageWrites > 0;
      for (let turns = 0; turns < 100 && !done(); turns++) await new Promise((resolve) => setTimeout(resolve, 1));
      if (told.length !== 1) wrong.push(`${what}: ${told.length} events`);
      if (JSON.stringify(told).includes("stored-")) wrong.push(`${what}: an event shows what was stored`);
      await manager.close();
      if (wrong.length > 9) break;
    }
    // The record itself is still good.
    await write(key, text);
    const last = await TokenManager.create(options);
    if (last.peekToken() !== "stored-token") wrong.push(`undamaged: ${last.peekToken()}`);
    await last.clear();
    await last.close();
  } catch (error) {
    wrong.push(`after ${tried}: ${error?.stack ?? error}`);
  }
  for (const refresh of sent) if (refresh !== REFRESH) wrong.push("another refresh token was sent");
  return { tried, renewed, characters: text.length, wrong };
}

/**
 * Stores records of two providers in each of two namespaces, and puts each in the place of each other.
 * @param {Parameters<typeof surviveDamage>[0]} world
 * @returns {Promise<{ tried: number, wrong: string[] }>}
 */
export async function surviveSwaps({ TokenManager, storage, encryption, namespace, read, write, keyOf }) {
  const wrong = [];
  const client = { grant: "refresh_token", tokenEndpoint: "https://as.example/token", clientId: "c" };
  const optionsOf = (space) => ({
    storage,
    namespace: space,
    background: false,
    providers: { ada: client, grace: client },
    fetch: () => Promise.reject(new Error("nothing is to be sent")),
    ...(encryption === undefined ? {} : { encryption }),
  });
  const places = [];
  for (const space of [`${namespace}-1`, `${namespace}-2`]) {
    const manager = await TokenManager.create(optionsOf(space));
    for (const provider of ["ada", "grace"]) {
      const token = `token-of-${provider}-in-${space}`;
      await manager.setTokens(provider, { accessToken: token, refreshToken: `refresh-of-${provider}`, expiresIn: 3600 });
      const key = String(await keyOf(`${space}:${provider}:`));
      places.push({ space, provider, key, token, text: await read(key) });
    }
    await manager.close();
  }
  let tried = 0;
  for (const here of places) {
    for (const { text, token } of places) {
      await write(here.key, text);
      const manager = await TokenManager.create(optionsOf(here.space));
      const found = manager.peekToken(here.provider);
      const expected = token === here.token ? token : undefined;
      if (found !== expected) wrong.push(`${here.key} with the record of ${token}: ${found}`);
      await manager.close();
      tried += 1;
    }
    await write(here.key, here.text);
  }
  for (const space of [`${namespace}-1`, `${namespace}-2`]) {
    const manager = await TokenManager.create(optionsOf(space));
    await manager.clear();
    await manager.close();
  }
  return { tried, wrong };
}
