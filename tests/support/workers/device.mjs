// A Worker whose user logs in on another device.

import { TokenManager } from "tokenward";

let manager, users;
const managerOf = (env) =>
  (manager ??= new TokenManager({
    providers: { api: { grant: "device_code", tokenEndpoint: `${env.AS}/token`, deviceAuthorizationEndpoint: `${env.AS}/device`, clientId: "tv" } },
  }));

const routes = {
  /** Begins a login and does not wait for its end. */
  async start(env) {
    const { userCode } = await managerOf(env).startDeviceLogin();
    return { userCode };
  },
  async login(env) {
    const login = await managerOf(env).startDeviceLogin();
    const { state } = await login.done;
    return { state, token: await managerOf(env).getToken() };
  },
  async waitUntil(env, context) {
    const login = await managerOf(env).startDeviceLogin();
    context.waitUntil(login.done);
    return {};
  },
  /** Claims of a user who is signed in already. */
  async userInfo(env) {
    users ??= new TokenManager({ providers: { api: { grant: "device_code", issuer: env.AS, clientId: "tv" } } });
    if (!users.isAuthenticated()) await users.setTokens("api", { accessToken: "of-the-user", expiresIn: 3600, idToken: env.ID_TOKEN });
    return users.userInfo();
  },
  peek: (env) => ({ token: managerOf(env).peekToken() ?? null }),
};

export default {
  async fetch(request, env, context) {
    try {
      return Response.json(await routes[new URL(request.url).pathname.slice(1)](env, context));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message });
    }
  },
};
