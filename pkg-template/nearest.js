// @ts-check
// Suggests a known name for an unknown one, since most are misspelt.

/** Longer names are compared by this many letters only: none of ours is as long. */
const LONGEST = 40;

/**
 * The error text for an unknown option of this name.
 * @param {string} name
 * @param {Iterable<string>} known the valid names
 */
export function unknownOption(name, known) {
  const near = nearest(name, known);
  return near === undefined ? "is unknown: is it misspelt?" : `is unknown: did you mean "${near}"?`;
}

/**
 * The most similar name: at most every third letter differs. Case, `_` and `-` are ignored, so that RFC 6749's names
 * (`client_id`) find ours.
 * @param {string} name
 * @param {Iterable<string>} known
 * @returns {string | undefined}
 */
export function nearest(name, known) {
  const letters = lettersOf(name);
  let least = Math.floor(letters.length / 3) + 1;
  let found;
  for (const other of known) {
    const distance = difference(letters, lettersOf(other));
    if (distance < least) [least, found] = [distance, other];
  }
  return found;
}

/** @param {string} name */
const lettersOf = (name) => name.slice(0, LONGEST).toLowerCase().replaceAll(/[_-]/g, "");

/**
 * The number of letters to insert, delete, replace, or swap with the next one to turn one text into the other.
 * @param {string} a
 * @param {string} b
 */
function difference(a, b) {
  let last = /** @type {number[]} */ ([]);
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1), swapped ? last[j - 2] + 1 : Infinity));
    }
    [last, row] = [row, next];
  }
  return row[b.length];
}
