// A tab with supabase's auth-js in its default set-up, in localStorage, or with its former default lock, which is now deprecated; without
// its timer, since all tabs ask themselves.

import { AuthClient, navigatorLock } from "@supabase/auth-js";

const KEY = "supabase-session";

window.start = async ({ origin, locks }) => {
  const options = { storageKey: KEY, autoRefreshToken: false, persistSession: true, detectSessionInUrl: false };
  window.client = new AuthClient({ url: `${origin}/gotrue`, ...options, ...(locks ? { lock: navigatorLock } : {}) });
  await window.client.initialize();
};
window.seed = async (session) => {
  const expires_at = Math.floor(Date.now() / 1000) + session.expires_in;
  localStorage.setItem(KEY, JSON.stringify({ ...session, expires_at, token_type: "bearer", user: { id: "user" } }));
};
window.ask = async () => {
  const { data, error } = await window.client.getSession();
  if (error) throw error;
  if (!data.session) throw new Error("no session");
  return data.session.access_token;
};
