// @ts-check
// JSON texts to and from the core, independent of a page's prototypes: some libraries add `toJSON`, and a tampered prototype must
// neither configure anything nor pass for an answer.

/**
 * The text of a value that consists of plain objects, arrays, texts, numbers and flags. Undefined members are left out.
 * @param {any} value
 * @returns {string}
 */
export function textOf(value) {
  // Half a surrogate pair has no UTF-8 form; with the flag `u` this matches no whole one.
  if (typeof value === "string") return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\uFFFD"));
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${textOf(member)}`).join(",")}}`;
}

/**
 * The value of a text, its objects without prototypes.
 * @param {string} text
 */
export const valueOf = (text) => bare(JSON.parse(text));

/**
 * A copy with the prototypes of the page, for users.
 * @param {any} value of `valueOf`
 */
export const plain = (value) => value && JSON.parse(textOf(value));

/** @param {any} value */
function bare(value) {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) bare(member);
  return Array.isArray(value) ? value : Object.setPrototypeOf(value, null);
}
