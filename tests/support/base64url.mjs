// Texts that are base64url, or nearly.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** What decoders skip, stop at, or take for something else. */
const OTHERS = ["+", "/", "=", "==", " ", "\n", "\t", "\0", ".", ",", "~", "\x7f"];

/** All texts of up to two digits, and longer ones with something else at each place. */
export const TEXTS = ["", ...DIGITS, ...[...DIGITS].flatMap((digit) => [...DIGITS].map((other) => digit + other))];
for (const text of ["AAAA", "ABCDE", "-_-_-_", "ABCDEFG", "ABCDEFGH", "zzzzzzzzz", "09azAZ-_w", "09azAZ-_wA", "09azAZ-_wAA"]) {
  TEXTS.push(text);
  for (let at = 0; at <= text.length; at++) for (const other of OTHERS) TEXTS.push(text.slice(0, at) + other + text.slice(at), text.slice(0, at) + other + text.slice(at + 1));
}

/** Whether bytes are written like this: with nothing left out, and nothing to spare. */
export const isStrict = (text) => Buffer.from(text, "base64url").toString("base64url") === text;
