// @ts-check
// What a manager finds on its host: the kind of host, the storage, and what encrypts its records.

import { factory } from "../database.js";
import { indexedDbStorage } from "../indexeddb.js";
import { localRecords } from "../local.js";
import { globalMember, hostKind } from "./kind.js";
import { openCipher } from "./record-cipher.js";
import { saysOf } from "./storage.js";

/**
 * The host, as far as the engine's decisions depend on it.
 * @param {any} storage that of a Durable Object tells where this is: all events of an object run in one context
 */
export function hostOf(storage) {
  const kind = hostKind();
  const lasting = kind === "edge" && saysOf(storage, "lasting") === true;
  const name = lasting ? "durableObject" : kind === "server" ? "process" : kind;
  return { kind, name };
}

/** What is said where the host lacks a storage. */
const MISSING = {
  local: "localStorage is missing or forbidden here: tokens are kept in memory alone",
  session: "sessionStorage is missing or forbidden here: tokens are kept in memory alone",
  indexeddb: "IndexedDB is missing or forbidden here: tokens are kept in memory alone",
};
const CANNOT_ENCRYPT = "records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in memory alone";

/**
 * Opens a storage, with what encrypts its records.
 * @param {any} choice a name, or the user's object
 * @param {any} encryption
 * @param {string} namespace
 * @returns {{ object?: any, cipher?: import("./record-cipher.js").RecordCipher, settings: { storage?: object, storageMissing?: object } }}
 */
export function openStorage(choice = "memory", encryption, namespace) {
  const cipher = openCipher(encryption, namespace);
  if (choice === "memory") return { settings: {} };
  const [object, named] = find(choice);
  const kind = named ?? saysOf(object, "kind") ?? "custom";
  const missing = (/** @type {string} */ message) => ({ settings: { storageMissing: { kind, message } } });
  if (object === undefined) return missing(MISSING[/** @type {keyof typeof MISSING} */ (kind)]);
  // Rather no record than one in plain text.
  if (cipher?.canWork() === false) return missing(CANNOT_ENCRYPT);
  const storage = {
    id: 0,
    kind,
    keepsRefreshTokens: saysOf(object, "refreshTokens") !== false,
    shared: named === "local" || named === "indexeddb",
    volatile: saysOf(object, "volatile") === true,
    // What is encrypted takes its time anyway.
    late: cipher === undefined && typeof object.peekItem === "function",
    compares: Boolean(saysOf(object, "compares")),
    encrypted: cipher !== undefined,
  };
  return { object, cipher, settings: { storage } };
}

/** @param {any} choice @returns {[any, ("local" | "session" | "indexeddb")?]} */
function find(choice) {
  const local = () => {
    const web = globalMember("localStorage");
    return web && localRecords(web);
  };
  if (choice === "local") return [local(), choice];
  if (choice === "session") return [globalMember("sessionStorage"), choice];
  if (choice === "indexeddb") return [factory() && indexedDbStorage(), choice];
  // By whatever name it is given.
  return choice === globalMember("localStorage") ? [local(), "local"] : [choice];
}
