// The recipes' code as files of a folder with the tests' packages: compiled by TypeScript, and built to run. The built code uses the
// test's servers in place of the documents'; nothing else is changed.

import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { codeBlocks } from "../../support/readme.mjs";
import { complaints } from "../../types/compiler.mjs";

const RECIPES = "docs/recipes/";
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Names of the recipes' documents, without the index. */
export async function recipeNames() {
  const names = await readdir(new URL(`../../../${RECIPES}`, import.meta.url));
  return names.filter((name) => name.endsWith(".md") && name !== "README.md").map((name) => name.slice(0, -3));
}

/** The file name in a block's first line, else the document's name. */
const fileOf = ({ document, language, code }) => /^\/\/ ([\w-]+\.tsx?)\n/.exec(code)?.[1] ?? `${basename(document, ".md")}.${language}`;

/** Every block of the recipes by its file's name. */
export async function recipeFiles() {
  const documents = ["README", ...(await recipeNames())].map((name) => `${RECIPES}${name}.md`);
  const blocks = (await Promise.all(documents.map(codeBlocks))).flat();
  return new Map(blocks.map((block) => [fileOf(block), block]));
}

async function folderOf(t, files) {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-recipes-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await symlink(modules, join(folder, "node_modules"), "junction");
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return folder;
}

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  jsx: "react-jsx",
  skipLibCheck: true,
  // React's types are installed beside these files, not beside the package.
  preserveSymlinks: true,
};

/** The compiler's errors for all blocks; blocks of service workers form a separate program. */
export async function complaintsOfAll(t) {
  const all = await recipeFiles();
  const isOfWorker = (name) => name === "sw.ts";
  const folder = await folderOf(t, [...all].map(([name, { code }]) => [name, code]));
  const programs = {
    page: { lib: ["es2022", "dom", "dom.iterable"], types: ["node"], files: [...all.keys()].filter((name) => !isOfWorker(name)) },
    worker: { lib: ["es2022", "webworker"], types: [], files: [...all.keys()].filter(isOfWorker) },
  };
  const said = Object.entries(programs).map(async ([name, { files, ...options }]) => {
    await writeFile(join(folder, `${name}.json`), JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files }));
    return complaints(["-p", `${name}.json`], folder);
  });
  return (await Promise.all(said)).join("");
}

/** Makes programs of the recipes for one set of servers; with `dpop` their tokens are bound to a key. */
export async function openWorkshop(t, { issuer, api, clientId, dpop = false }) {
  const servers = { "https://login.example.com": issuer, "https://api.example.com": api };
  const clients = { '"my-page"': `"${clientId}"`, '"my-program"': `"${clientId}"` };
  const bound = dpop ? { 'grant: "authorization_code",': 'grant: "authorization_code", dpop: true,' } : {};
  const here = (code) => Object.entries({ ...servers, ...clients, ...bound }).reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), code);
  const folder = await folderOf(t, [...(await recipeFiles())].map(([name, { code }]) => [name, here(code)]));
  let programs = 0;

  const built = (contents, options) =>
    build({
      stdin: { contents, resolveDir: folder, loader: "tsx" },
      bundle: true,
      target: "es2022",
      jsx: "automatic",
      logLevel: "silent",
      // The package is outside of this folder, which has React.
      nodePaths: [modules],
      ...options,
    });

  return {
    /** The path of a module for Node; `alias` replaces packages. */
    async program(contents, alias = {}) {
      const outfile = join(folder, `program-${++programs}.mjs`);
      // Outside of pages, a login's callback address has no server.
      const define = { "location.origin": JSON.stringify("http://127.0.0.1") };
      await built(contents, { outfile, format: "esm", platform: "node", packages: "external", define, alias });
      return outfile;
    },
    async imported(contents, alias) {
      return import(pathToFileURL(await this.program(contents, alias)).href);
    },
    /** A script for a page, or for a worker. */
    async script(contents, format = "esm") {
      const define = { "process.env.NODE_ENV": '"production"' };
      const { outputFiles } = await built(contents, { write: false, format, define });
      return outputFiles[0].text;
    },
  };
}
