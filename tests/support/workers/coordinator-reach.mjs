// The members of a TokenCoordinator that RPC reaches: subclasses that define `options` in every way, and the members of each.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";
import { coordinator, TokenCoordinator } from "tokenward/workers";

const options = (env) => ({ providers: { api: { grant: "client_credentials", tokenEndpoint: env.TOKEN_ENDPOINT, clientId: "app", clientSecret: env.SECRET } } });

export class Tokens extends TokenCoordinator {
  options() {
    return options(this.env); // Needs no argument, so any call would succeed.
  }
}
export class Field extends TokenCoordinator {
  options = () => options(this.env);
}
export class Assigned extends TokenCoordinator {
  constructor(ctx, env) {
    super(ctx, env);
    this.options = () => options(env);
  }
}
export class Getter extends TokenCoordinator {
  get options() {
    return () => options(this.env);
  }
}
class Middle extends TokenCoordinator {
  options() {
    return options(this.env);
  }
}
export class Inherited extends Middle {}
export class Overridden extends Middle {
  options() {
    return super.options();
  }
  async getToken(provider, given, asked) {
    return super.getToken(provider, given, asked);
  }
}
/** Omits the undocumented third argument. */
export class Narrow extends Middle {
  async getToken(provider, given) {
    return super.getToken(provider, given);
  }
}
const classes = { Tokens, Field, Assigned, Getter, Inherited, Overridden, Narrow };

/** Every name that RPC could request of an object of the class. */
function namesOf(type) {
  const names = new Set(["options", "answer", "ctx", "env", "manager", "#manager", "#open", "#make", "__proto__", "toString", "hasOwnProperty", "valueOf", "prototype"]);
  for (let place = type.prototype; place !== null; place = Object.getPrototypeOf(place)) Object.getOwnPropertyNames(place).forEach((name) => names.add(name));
  return [...names];
}

const told = async (ask) => {
  try {
    return { got: JSON.stringify(await ask()) ?? "undefined" };
  } catch ({ name, message }) {
    return { refused: `${name}: ${message}` };
  }
};

export default {
  async fetch(request) {
    const [, route, type] = new URL(request.url).pathname.split("/");
    const stub = env[type].get(env[type].idFromName("a"));
    if (route === "token") {
      const manager = new TokenManager({ providers: { api: coordinator(env[type], { name: "a" }) } });
      return Response.json({ byManager: await told(() => manager.getToken()), byHand: await told(async () => Object.keys(await stub.getToken("api"))) });
    }
    const answers = {};
    for (const name of namesOf(classes[type])) {
      answers[name] = { called: await told(() => stub[name](env, "a")), read: await told(() => stub[name]), inside: await told(() => stub[name].call(null, env)) };
    }
    return Response.json(answers);
  },
};
