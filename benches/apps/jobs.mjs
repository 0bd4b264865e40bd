// The jobs of peers/jobs/ that need a user. Each opens a page, and returns the page and its loaded files. The size counts only
// if the page did its job.

import { buildApp } from "./building.mjs";
import { requestLog, signIn, visit } from "./stage.mjs";

/** A session that an earlier page left in the storage is restored and renewed once. */
export async function restore({ stage, context, library, files }) {
  await signIn(stage, context, library, library === "supabase-auth-js" ? undefined : await buildApp(`${library === "tokenward" ? "tokenward-web" : library}.login`, "esbuild"));
  const renewals = stage.renewals();
  stage.serve(files);
  const page = await context.newPage();
  const log = requestLog(page);
  check(await visit(page, stage.origin), stage.renewals() - renewals);
  return { page, log };
}

/** A user logs in; the session is renewed once; the user signs out. */
export async function login({ stage, context, files }) {
  stage.serve(files);
  const page = await context.newPage();
  const log = requestLog(page);
  check(await visit(page, stage.origin), stage.renewals());
  await Promise.all([page.waitForURL(/\/session\/end|\/v2\/logout/), page.evaluate(() => void window.signOut())]);
  return { page, log };
}

function check({ first, second, status }, renewals) {
  if (first === second || status !== 200 || renewals !== 1) throw new Error(`the job was not done: ${JSON.stringify({ status, renewals })}`);
}
