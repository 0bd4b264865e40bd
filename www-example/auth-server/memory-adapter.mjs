// oidc-provider's storage interface on a Map per kind of record. It forgets everything when the process ends.

/** A new, empty store, for oidc-provider's option `adapter`. */
export function memoryStore() {
  const adapters = new Map();
  return (kind) => {
    if (!adapters.has(kind)) adapters.set(kind, new MemoryAdapter());
    return adapters.get(kind);
  };
}

class MemoryAdapter {
  #records = new Map();

  async upsert(id, payload, expiresInSeconds) {
    const expiresAt = expiresInSeconds ? Date.now() + expiresInSeconds * 1000 : Infinity;
    this.#records.set(id, { payload, expiresAt });
  }

  async find(id) {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    if (record.expiresAt > Date.now()) return record.payload;
    this.#records.delete(id);
    return undefined;
  }

  async findByUid(uid) {
    return this.#first((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode) {
    return this.#first((payload) => payload.userCode === userCode);
  }

  /** Marks a code or refresh token as used. It stays, so that a second use is recognised. */
  async consume(id) {
    const record = this.#records.get(id);
    if (record) record.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.#records.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [id, { payload }] of this.#records) if (payload.grantId === grantId) this.#records.delete(id);
  }

  #first(matches) {
    for (const { payload, expiresAt } of this.#records.values()) {
      if (expiresAt > Date.now() && matches(payload)) return payload;
    }
    return undefined;
  }
}
