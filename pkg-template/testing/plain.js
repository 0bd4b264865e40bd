// @ts-check
// A minimal Response with what tokenward and its users read, for test environments without that class: Jest's jsdom.

export class PlainHeaders {
  /** @type {Map<string, string>} */
  #values = new Map();

  /** @param {Record<string, string>} [given] */
  constructor(given = {}) {
    for (const [name, value] of Object.entries(given)) this.set(name, value);
  }

  /** @param {string} name */
  get(name) {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  /** @param {string} name */
  has(name) {
    return this.#values.has(name.toLowerCase());
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  set(name, value) {
    this.#values.set(name.toLowerCase(), String(value));
  }

  [Symbol.iterator]() {
    return this.#values[Symbol.iterator]();
  }
}

export class PlainResponse {
  #text;

  /**
   * @param {string} text
   * @param {number} status
   * @param {Pick<Headers, "get">} headers
   */
  constructor(text, status, headers) {
    this.#text = text;
    this.status = status;
    this.headers = headers;
  }

  get ok() {
    return this.status >= 200 && this.status < 300;
  }

  get [Symbol.toStringTag]() {
    return "Response";
  }

  async text() {
    return this.#text;
  }

  async json() {
    return JSON.parse(this.#text);
  }

  clone() {
    return new PlainResponse(this.#text, this.status, this.headers);
  }
}
