// Texts that are base64url, or nearly.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Characters that decoders skip, stop at, or misread. */
const OTHERS = ["+", "/", "=", "==", " ", "\n", "\t", "\0", ".", ",", "~", "\x7f"];

/** All texts of up to two digits, and longer ones with another character at each place. */
export const TEXTS = ["", ...DIGITS, ...[...DIGITS].flatMap((digit) => [...DIGITS].map((other) => digit + other))];
for (const text of ["AAAA", "ABCDE", "-_-_-_", "ABCDEFG", "ABCDEFGH", "zzzzzzzzz", "09azAZ-_w", "09azAZ-_wA", "09azAZ-_wAA"]) {
  TEXTS.push(text);
  for (let at = 0; at <= text.length; at++) for (const other of OTHERS) TEXTS.push(text.slice(0, at) + other + text.slice(at), text.slice(0, at) + other + text.slice(at + 1));
}

/** True if the text is the exact encoding of some bytes. */
export const isStrict = (text) => Buffer.from(text, "base64url").toString("base64url") === text;
