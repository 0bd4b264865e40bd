// @ts-check
// The parts of a host that a manager uses: the kind of host, storages, and the cipher of records.

import { factory } from "../database.js";
import { indexedDbStorage } from "../indexeddb.js";
import { localRecords } from "../local.js";
import { globalMember, hostKind } from "./kind.js";
import { openCipher } from "./record-cipher.js";
import { saysOf } from "./storage.js";

/**
 * The host, as far as the engine's decisions depend on it.
 * @param {any} storage a Durable Object's storage identifies the host: all events of an object run in one context
 */
export function hostOf(storage) {
  const kind = hostKind();
  const lasting = kind === "edge" && saysOf(storage, "lasting") === true;
  const name = lasting ? "durableObject" : kind === "server" ? "process" : kind;
  return { kind, name };
}

/** The message for each storage that the host lacks. */
const MISSING = {
  local: "localStorage is missing or forbidden here: tokens are kept in memory alone",
  session: "sessionStorage is missing or forbidden here: tokens are kept in memory alone",
  indexeddb: "IndexedDB is missing or forbidden here: tokens are kept in memory alone",
};
const CANNOT_ENCRYPT = "records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in memory alone";

/** A storage that the host lacks. @typedef {{ kind: string, message: string }} Missing */

/** The storages that a manager has opened, and the cipher of their records. */
export class Storages {
  /** @type {import("./record-cipher.js").RecordCipher | undefined} */
  cipher;
  /** @type {Map<number, any>} */
  #opened = new Map();
  #last = 0;

  /**
   * @param {any} encryption the option
   * @param {string} namespace
   */
  constructor(encryption, namespace) {
    this.cipher = openCipher(encryption, namespace);
  }

  /** @param {number} number */
  get(number) {
    return this.#opened.get(number);
  }

  /**
   * Opens a storage. The same object has the same number as long as it is open.
   * @param {any} choice a name, or the user's object
   * @returns {{ storage?: { id: number }, storageMissing?: Missing }} neither for memory
   */
  open(choice = "memory") {
    if (choice === "memory") return {};
    const [object, named] = find(choice);
    const own = saysOf(object, "kind");
    const kind = named ?? (typeof own === "string" ? own : "custom");
    const missing = (/** @type {string} */ message) => ({ storageMissing: { kind, message } });
    if (object === undefined) return missing(MISSING[/** @type {keyof typeof MISSING} */ (kind)]);
    // No record is better than one in plain text.
    if (this.cipher?.canWork() === false) return missing(CANNOT_ENCRYPT);
    const storage = {
      id: this.#numberOf(object),
      kind,
      keepsRefreshTokens: saysOf(object, "refreshTokens") !== false,
      shared: named === "local" || named === "indexeddb",
      volatile: saysOf(object, "volatile") === true,
      // Decryption is asynchronous anyway.
      late: this.cipher === undefined && typeof object.peekItem === "function",
      compares: Boolean(saysOf(object, "compares")),
      encrypted: this.cipher !== undefined,
    };
    return { storage };
  }

  /** @param {any} object */
  #numberOf(object) {
    for (const [number, opened] of this.#opened) if (opened === object) return number;
    this.#opened.set(++this.#last, object);
    return this.#last;
  }

  /** Releases all storages but these. @param {number[]} numbers */
  keep(numbers) {
    for (const number of this.#opened.keys()) if (!numbers.includes(number)) this.#opened.delete(number);
  }
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
  // The user may pass the object in place of its name.
  return choice === globalMember("localStorage") ? [local(), "local"] : [choice];
}
