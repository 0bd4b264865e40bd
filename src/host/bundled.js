// Made from the files of pkg-template/ by `cargo xtask build`: change those.

// pkg-template/channel.js
var STAYS_MS = 100;
function openChannel(name) {
  try {
    return typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : new StorageChannel(name);
  } catch {
    return void 0;
  }
}
var StorageChannel = class {
  /** @type {Channel["onmessage"]} */
  onmessage = null;
  #storage = localStorage;
  #key;
  /** @param {string} name */
  constructor(name) {
    this.#key = `${name}%message`;
    addEventListener("storage", this);
  }
  /** @param {StorageEvent} event */
  handleEvent({ key, newValue }) {
    if (key === this.#key && newValue) this.onmessage?.({ data: newValue.slice(newValue.indexOf(" ") + 1) });
  }
  /** @param {string} text */
  postMessage(text) {
    try {
      this.#storage.setItem(this.#key, `${Math.random()} ${text}`);
      setTimeout(() => this.#storage.removeItem(this.#key), STAYS_MS);
    } catch {
    }
  }
  close() {
    removeEventListener("storage", this);
  }
};

// pkg-template/database.js
var DATABASE = "tokenward";
var RECORDS = "records";
var KEYS = "keys";
var COMMITS = "commits";
var LEASES = "leases";
var STORES = [RECORDS, KEYS, COMMITS, LEASES];
var PATIENCE_MS = 1e3;
var LATE_MS = 50;
var GRACE_MS = 200;
var connection;
function factory() {
  try {
    return globalThis.indexedDB ?? void 0;
  } catch {
    return void 0;
  }
}
async function transact(store, mode, work, strict, patienceMs = PATIENCE_MS) {
  let stop = () => {
  };
  let late = false;
  let timer;
  const patience = new Promise((_, reject) => {
    const due = performance.now() + patienceMs;
    const end = () => {
      late = true;
      stop();
      reject(gaveUp());
    };
    timer = setTimeout(() => {
      if (performance.now() > due + LATE_MS) timer = setTimeout(end, GRACE_MS);
      else end();
    }, patienceMs);
  });
  patience.catch(() => {
  });
  try {
    for (let again = true; ; again = false) {
      const used = connection ??= connect();
      try {
        const database = await Promise.race([used.database, patience]);
        const transaction = database.transaction(store, mode, { durability: strict ? "strict" : "relaxed" });
        stop = () => abort(transaction);
        return await new Promise((resolve, reject) => {
          const then = (request3, next) => {
            request3.onsuccess = () => {
              try {
                next(request3.result);
              } catch (error) {
                reject(error);
                abort(transaction);
              }
            };
          };
          const request2 = work(transaction.objectStore(store), then);
          transaction.oncomplete = () => resolve(request2.result);
          transaction.onabort = () => reject(transaction.error ?? gaveUp());
        });
      } catch (error) {
        if (
          /** @type {Error | null} */
          error?.name === "QuotaExceededError"
        ) throw error;
        drop(used);
        if (late || !again) throw error;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}
async function keptOrMade(store, key, make) {
  const kept = await transact(store, "readonly", (values) => values.get(key));
  if (kept !== void 0) return kept;
  const made = await make();
  const addIfAbsent = (values) => {
    values.add(made, key).onerror = (event) => event.preventDefault();
    return values.get(key);
  };
  return transact(store, "readwrite", addIfAbsent, true);
}
function gaveUp() {
  return new DOMException("IndexedDB took too long.", "TimeoutError");
}
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
  }
}
function connect() {
  const mine = {
    database: openWithStores().then((database) => {
      database.onversionchange = () => drop(mine);
      database.onclose = () => drop(mine);
      if (connection !== mine) database.close();
      return database;
    })
  };
  return mine;
}
function drop(dropped) {
  if (connection === dropped) connection = void 0;
  dropped.database.then(
    (database) => database.close(),
    () => {
    }
  );
}
async function openWithStores() {
  const database = await open();
  if (STORES.every((store) => database.objectStoreNames.contains(store))) return database;
  const { version } = database;
  database.close();
  return open(version + 1);
}
function open(version) {
  return new Promise((resolve, reject) => {
    const request2 = (
      /** @type {IDBFactory} */
      factory().open(DATABASE, version)
    );
    request2.onupgradeneeded = () => {
      const { objectStoreNames } = request2.result;
      for (const store of STORES) if (!objectStoreNames.contains(store)) request2.result.createObjectStore(store);
    };
    request2.onsuccess = () => resolve(request2.result);
    request2.onerror = () => reject(request2.error);
  });
}

// pkg-template/sign.js
var CURVES = (
  /** @type {Record<string, string>} */
  { ES256: "P-256", ES384: "P-384", ES512: "P-521" }
);
var NAMES = (
  /** @type {Record<string, string>} */
  { RS: "RSASSA-PKCS1-v1_5", PS: "RSA-PSS", ES: "ECDSA", Ed: "Ed25519" }
);
function algorithmOf(key) {
  if (typeof key !== "object" || key === null) return void 0;
  const alg = "kty" in key ? ofJwk(key) : ofCryptoKey(key);
  return alg !== void 0 && /^([RP]S(256|384|512)|EdDSA)$|^ES/.test(alg) && (alg[0] !== "E" || alg === "EdDSA" || alg in CURVES) ? alg : void 0;
}
function ofJwk({ kty, crv, alg, d }) {
  if (typeof d !== "string") return void 0;
  if (kty === "RSA") return typeof alg === "string" && alg[1] === "S" && alg[0] !== "E" ? alg : alg === void 0 ? "RS256" : void 0;
  if (kty === "EC") return Object.keys(CURVES).find((name) => CURVES[name] === crv);
  return kty === "OKP" && crv === "Ed25519" ? "EdDSA" : void 0;
}
function ofCryptoKey({ type, usages, algorithm }) {
  if (type !== "private" || !Array.isArray(usages) || !usages.includes("sign")) return void 0;
  const { name, hash, namedCurve } = algorithm;
  if (name === NAMES.Ed) return "EdDSA";
  if (name === NAMES.ES) return Object.keys(CURVES).find((alg) => CURVES[alg] === namedCurve);
  const bits = String(hash?.name).replace("SHA-", "");
  return name === NAMES.RS ? `RS${bits}` : name === NAMES.PS ? `PS${bits}` : void 0;
}
function parameters(alg) {
  const bits = alg.slice(2);
  return { name: NAMES[alg.slice(0, 2)], hash: `SHA-${bits}`, namedCurve: CURVES[alg], saltLength: Number(bits) / 8 };
}
async function signJwt(key, header, claims) {
  const alg = (
    /** @type {string} */
    algorithmOf(key)
  );
  const encode = (part) => base64url(new TextEncoder().encode(JSON.stringify(part)));
  const input = `${encode({ alg, ...header })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(parameters(alg), key, new TextEncoder().encode(input));
  return `${input}.${base64url(new Uint8Array(signature))}`;
}
function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// pkg-template/dpop.js
var known = /* @__PURE__ */ new WeakMap();
var PATIENCE_MS2 = 3e3;
function proofKey(owner, id) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("WebCrypto took too long.", "TimeoutError")), PATIENCE_MS2);
    const done = () => clearTimeout(timer);
    find(owner, id).finally(done).then(resolve, reject);
  });
}
async function find(owner, id) {
  const keys = known.get(owner) ?? /* @__PURE__ */ new Map();
  known.set(owner, keys);
  const mine = keys.get(id);
  if (mine?.kept === false) return mine;
  const make = async () => keys.get(id) ?? await makeKey();
  let fault;
  if (factory()) {
    try {
      const key2 = { ...await keptOrMade(KEYS, ["dpop", id], make), kept: true };
      keys.set(id, key2);
      return key2;
    } catch (error) {
      fault = error;
    }
  }
  const key = { ...await make(), kept: false };
  if (keys.get(id)?.kept !== false) keys.set(id, key);
  return { ...keys.get(id), fault };
}
async function makeKey() {
  const { privateKey, publicKey } = (
    /** @type {CryptoKeyPair} */
    await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])
  );
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const jwk = { crv, kty, x, y };
  return { privateKey, jwk, jkt: await sha256(JSON.stringify(jwk)) };
}
async function proof({ privateKey, jwk }, htm, htu, iat, nonce, token) {
  const jti = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const claims = { jti, htm, htu, iat, nonce, ath: token === void 0 ? void 0 : await sha256(token) };
  return signJwt(privateKey, { typ: "dpop+jwt", jwk }, claims);
}
async function sha256(text) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

// pkg-template/indexeddb.js
var indexedDbStorage = () => storage;
async function encryptionKey(namespace) {
  const make = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return keptOrMade(KEYS, namespace, make);
}
var storage = {
  [/* @__PURE__ */ Symbol.for("tokenward.storage")]: Object.freeze({ kind: "indexeddb", compares: true }),
  /** @param {string} key */
  getItem: (key) => transact(RECORDS, "readonly", (records) => records.get(key)),
  /**
   * @param {string} key
   * @param {string} value
   * @param {About} [about]
   */
  setItem: (key, value, about) => (
    // What can't be had again is a refresh token, whose record has no end: it must be on the disk before the old one is spent.
    change(key, about, (records) => records.put(value, key), about?.expiresAt === void 0)
  ),
  /**
   * @param {string} key
   * @param {About} [about]
   */
  removeItem: (key, about) => change(key, about, (records) => records.delete(key), true),
  /** @param {string} prefix */
  getKeys: (prefix) => transact(RECORDS, "readonly", (records) => records.getAllKeys(IDBKeyRange.lowerBound(prefix)))
};
async function change(key, about, work, strict) {
  const expected = about?.expected;
  let matched = true;
  const compareAndChange = (records, then) => {
    const reading = records.get(key);
    then(reading, (found) => {
      matched = expected === void 0 || (found ?? null) === expected;
      if (matched) work(records);
    });
    return reading;
  };
  await transact(RECORDS, "readwrite", compareAndChange, strict);
  return matched;
}

// pkg-template/local.js
var PATIENCE_MS3 = 500;
var LEFT_ALONE_MS = 1e4;
var LATE_MS2 = 200;
var MARKS = 8;
var known2;
var leftAloneUntil = 0;
function localRecords(web) {
  if (known2?.web !== web) known2 = new LocalRecords(web);
  return known2;
}
var LocalRecords = class {
  /** @param {Storage} web */
  constructor(web) {
    this.web = web;
  }
  get [/* @__PURE__ */ Symbol.for("tokenward.storage")]() {
    return { kind: "local", compares: true };
  }
  /**
   * What is at hand: another tab may have replaced it a moment ago.
   * @param {string} key
   */
  peekItem(key) {
    return this.web.getItem(key);
  }
  /** @param {string} key */
  async getItem(key) {
    const read = await attempt("readonly", (commits) => commits.get(key));
    const commit = sound(read?.result);
    const first = newest(this.web.getItem(key), commit);
    if (first !== void 0) return first;
    await changeOf(key);
    const shown = this.web.getItem(key);
    const second = newest(shown, commit);
    if (second !== void 0) return second;
    void this.#write(key, shown, commit?.value);
    return shown;
  }
  /**
   * @param {string} key
   * @param {string} value
   * @param {About} [about]
   */
  async setItem(key, value, about) {
    const written = await this.#commit(key, value, about);
    if (written) this.web.setItem(key, value);
    return written;
  }
  /**
   * @param {string} key
   * @param {About} [about]
   */
  async removeItem(key, about) {
    const removed = await this.#commit(key, null, about);
    if (removed) this.web.removeItem(key);
    return removed;
  }
  /** @param {string} prefix */
  getKeys(prefix) {
    return Object.keys(this.web).filter((key) => key.startsWith(prefix));
  }
  /**
   * What this page's copy shows, if it shows a text.
   * @param {string} key
   */
  #shown(key) {
    try {
      const shown = (
        /** @type {unknown} */
        this.web.getItem(key)
      );
      return typeof shown === "string" ? shown : null;
    } catch {
      return null;
    }
  }
  /**
   * Whether the value may be written: what is there is what was expected.
   * @param {string} key
   * @param {string | null} value
   * @param {About} [about]
   */
  async #commit(key, value, { expected, expiresAt } = {}) {
    const committed = await this.#write(key, value, expected, expiresAt === void 0);
    return committed ?? (expected === void 0 || this.web.getItem(key) === expected);
  }
  /**
   * Commits a value, if what is committed is what was expected. Gives whether it did; undefined where nothing can be committed.
   * @param {string} key
   * @param {string | null} value
   * @param {string | null} [expected]
   * @param {boolean} [strict]
   */
  async #write(key, value, expected, strict) {
    let matched = true;
    const compareAndPut = (commits, then) => {
      const reading = commits.get(key);
      then(reading, (found) => {
        const shown = this.#shown(key);
        const before = sound(found) ?? { value: shown, replaced: [] };
        matched = expected === void 0 || before.value === expected;
        if (matched) commits.put({ value, replaced: marks(value, before, shown) }, key);
      });
      return reading;
    };
    const done = await attempt("readwrite", compareAndPut, strict);
    return done && matched;
  }
};
function sound(commit) {
  return Array.isArray(commit?.replaced) && (commit.value === null || typeof commit.value === "string") ? commit : void 0;
}
function newest(shown, commit) {
  if (commit === void 0 || shown === commit.value) return shown;
  return shown !== null && commit.replaced.includes(mark(shown)) ? commit.value : void 0;
}
function marks(value, before, shown) {
  const [current, ...recent] = [value, shown, before.value].map((text) => text === null ? void 0 : mark(text));
  const all = /* @__PURE__ */ new Set([...recent, ...before.replaced]);
  all.delete(current);
  return [...all].filter((mark2) => mark2 !== void 0).slice(0, MARKS);
}
function mark(text) {
  let [low, high] = [2166136261, 16777619];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 16777619);
    high = Math.imul(high ^ text.charCodeAt(i), 2246822507);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
async function attempt(mode, work, strict) {
  if (factory() === void 0 || performance.now() < leftAloneUntil) return void 0;
  try {
    return { result: await transact(COMMITS, mode, work, strict, PATIENCE_MS3) };
  } catch {
    leftAloneUntil = performance.now() + LEFT_ALONE_MS;
    return void 0;
  }
}
function changeOf(key) {
  return new Promise((resolve) => {
    const seen = (event) => {
      if (event.key === key) end();
    };
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("storage", seen);
      resolve();
    };
    const timer = setTimeout(end, LATE_MS2);
    globalThis.addEventListener?.("storage", seen);
  });
}

// pkg-template/alive.js
var ASKED = "?";
var ALIVE = "!";
var FREE = ".";
var TIMES = 4;
var APART_MS = 250;
function answering(name) {
  const channel = open2(name);
  listen(channel, (message) => message === ASKED && channel?.postMessage(ALIVE));
  return () => {
    channel?.postMessage(FREE);
    channel?.close();
  };
}
async function isAlive(name) {
  const channel = open2(name);
  if (!channel) return void 0;
  let alive = false;
  const answered = new Promise((resolve) => listen(channel, (message) => message === ALIVE && resolve(alive = true)));
  for (let times = TIMES; times && !alive; times--) {
    channel.postMessage(ASKED);
    await within(APART_MS, answered);
  }
  channel.close();
  return alive;
}
function listening(name) {
  const channel = open2(name);
  let wake = () => {
  };
  listen(channel, (message) => message === FREE && wake());
  return {
    wait: (ms) => within(ms, new Promise((resolve) => wake = () => resolve(void 0))),
    end: () => channel?.close()
  };
}
async function within(ms, promise) {
  let timer;
  const late = new Promise((resolve) => timer = setTimeout(resolve, ms));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
function open2(name) {
  return openChannel(`${name} alive?`);
}
function listen(channel, heard) {
  if (channel) channel.onmessage = ({ data }) => void heard(data);
}

// pkg-template/lease.js
var RENEWED_EVERY_MS = 500;
var LIFE_MS = 3e3;
var LONGEST_LOOK_MS = 1e3;
var PATIENCE_MS4 = 3e4;
var AT_ONCE_MS = 50;
var FIRST_PAUSE_MS = 20;
var LAST_PAUSE_MS = 400;
async function takeLease(name, patient) {
  const mine = { owner: Math.random(), beat: 0 };
  const ears = listening(name);
  try {
    let known3;
    let dead = false;
    let [waited, unchanged, looked] = [0, 0, performance.now()];
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
      const isOurs = (lease) => !lease || lease.owner === mine.owner || dead && same(lease, known3);
      const found = await put(name, mine, isOurs);
      if (!found || isOurs(found)) return hold(name, mine);
      const now = performance.now();
      const look = Math.min(now - looked, LONGEST_LOOK_MS);
      looked = now;
      waited += look;
      unchanged = same(found, known3) ? unchanged + look : 0;
      known3 = found;
      if (waited >= (patient ? PATIENCE_MS4 : AT_ONCE_MS)) return null;
      dead = unchanged >= LIFE_MS && !await isAlive(name);
      if (unchanged >= LIFE_MS && !dead) unchanged = 0;
      if (!dead) await ears.wait(pause * (0.5 + Math.random()));
    }
  } finally {
    ears.end();
  }
}
function hold(name, mine) {
  const isMine = (lease) => lease?.owner === mine.owner;
  const fallSilent = answering(name);
  const timer = setInterval(() => {
    mine.beat++;
    put(name, mine, isMine).then(
      (lease) => isMine(lease) || clearInterval(timer),
      () => {
      }
    );
  }, RENEWED_EVERY_MS);
  return () => {
    clearInterval(timer);
    put(name, void 0, isMine).then(fallSilent, fallSilent);
  };
}
function put(name, lease, may) {
  return transact(LEASES, "readwrite", (leases) => {
    const stored = leases.get(name);
    stored.addEventListener("success", () => {
      if (may(stored.result)) lease ? leases.put(lease, name) : leases.delete(name);
    });
    return stored;
  });
}
function same(lease, other) {
  return lease.owner === other?.owner && lease.beat === other.beat;
}

// pkg-template/locks.js
var PATIENCE_MS5 = 4e3;
var TIMES2 = 6;
var ITS_TURN_MS = 2e3;
var GRANTED_MS = 1e3;
var AT_ONCE_MS2 = 50;
async function takeLock(name, patient) {
  try {
    return await takeWebLock(name, patient);
  } catch {
  }
  try {
    return await takeLease(name, patient);
  } catch {
    return void 0;
  }
}
async function takeWebLock(name, patient) {
  const asked = request(name);
  const release = await (patient ? outwait(name, asked) : within(AT_ONCE_MS2, asked.granted));
  if (release) return release;
  asked.cancel();
  return null;
}
async function outwait(name, asked) {
  for (let times = TIMES2; times; times--) {
    const release = await within(PATIENCE_MS5, asked.granted);
    if (release) return release;
    const inquiry = request(`${name} asking`);
    try {
      const turn = await within(ITS_TURN_MS, Promise.race([asked.granted, inquiry.granted.then(() => true)]));
      const alive = turn === true ? await Promise.race([asked.granted, isAlive(name)]) : turn;
      if (typeof alive === "function") return alive;
      if (alive === void 0) return null;
      if (!alive) return await steal(name, asked);
    } finally {
      inquiry.cancel();
    }
  }
  return null;
}
async function steal(name, asked) {
  const stolen = request(name, { steal: true });
  const release = await within(GRANTED_MS, stolen.granted);
  (release ? asked : stolen).cancel();
  return release;
}
function request(name, options) {
  const abort2 = new AbortController();
  let letGo = () => {
  };
  const granted = new Promise((resolve, reject) => {
    const held = () => new Promise((end) => {
      const fallSilent = answering(name);
      letGo = () => {
        end(void 0);
        fallSilent();
      };
      resolve(letGo);
    });
    navigator.locks.request(name, options ?? { signal: abort2.signal }, held).catch(reject);
  });
  granted.catch(() => {
  });
  const cancel = () => {
    abort2.abort();
    letGo();
  };
  return { granted, cancel };
}
export {
  encryptionKey,
  factory,
  indexedDbStorage,
  localRecords,
  openChannel,
  proof,
  proofKey,
  takeLock
};
