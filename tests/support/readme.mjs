// The code blocks of the documents that users read.

import { readFile } from "node:fs/promises";

const root = new URL("../../", import.meta.url);

/** The documents whose code has to work. */
export const DOCUMENTS = ["README.md", "pkg-template/README.md"];

/** The languages that run, by their name in a block. */
const SCRIPTS = { js: "ts", jsx: "tsx", ts: "ts", tsx: "tsx" };

/**
 * @typedef {object} Block
 * @property {string} document
 * @property {number} line of its first line of code, counted from 1
 * @property {string} heading the last one before it
 * @property {string} language the fence's info string: empty for text
 * @property {string} code
 */

/**
 * Every code block of a document. Indented commands do not count.
 * @param {string} document
 * @returns {Promise<Block[]>}
 */
export async function codeBlocks(document) {
  const lines = (await readFile(new URL(document, root), "utf8")).split("\n");
  /** @type {Block[]} */
  const blocks = [];
  let heading = "";
  /** @type {Block | undefined} */
  let open;
  lines.forEach((line, index) => {
    if (!line.startsWith("```")) {
      if (open !== undefined) open.code += `${line}\n`;
      else if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
    } else if (open === undefined) {
      open = { document, line: index + 2, heading, language: line.slice(3).trim(), code: "" };
    } else {
      blocks.push(open);
      open = undefined;
    }
  });
  if (open !== undefined) throw new Error(`${document}:${open.line - 1} begins a code block that does not end`);
  return blocks;
}

/** Every block that a JavaScript runtime would run, of all documents. */
export async function scripts() {
  const blocks = (await Promise.all(DOCUMENTS.map(codeBlocks))).flat();
  return blocks.filter(({ language }) => language in SCRIPTS);
}

/**
 * A block as a module with the document's line numbers. A block without imports continues an earlier one.
 * @param {Block} block
 */
export function moduleOf({ code, line }) {
  const imports = /\b(import|require)\b/.test(code) ? "" : 'import { TokenManager, createVerifier, kvStorage } from "tokenward";';
  return `${imports}${"\n".repeat(line - 1)}${code}\nexport {};\n`;
}

/** The kind of file that a block is compiled as: users of TypeScript copy JavaScript, too. @param {Block} block */
export const extensionOf = ({ language }) => SCRIPTS[/** @type {keyof typeof SCRIPTS} */ (language)];
