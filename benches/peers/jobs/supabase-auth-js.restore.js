// supabase's auth-js: restores a session from localStorage, renews it once, calls an API by `fetch`.

import { AuthClient } from "@supabase/auth-js";
import { callApi } from "./fetch-with.js";

const client = new AuthClient({ url: `${location.origin}/gotrue`, storageKey: "supabase-session", detectSessionInUrl: false });
const first = (await client.getSession()).data.session.access_token;
window.firstTokenAt = performance.now();
const second = (await client.refreshSession()).data.session.access_token;
const { status } = await callApi(second);
window.result = { first, second, status };
