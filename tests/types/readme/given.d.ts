// Names that the READMEs' code blocks assume. A block may declare such a name itself.

/** A Worker's bindings, as `wrangler types` would declare them. */
interface Env {
  TOKENS: unknown;
  ISSUER: string;
  CLIENT_ID: string;
  CLIENT_SECRET: string;
  MANUAL_TOKEN: string;
  PRIVATE_JWK: string;
  KEY: string;
  SHOP_EMAIL: string;
  SHOP_PASSWORD: string;
}
declare const env: Env;

// Names from an earlier block of the same document.
declare const manager: import("tokenward").TokenManager;
declare const api: import("tokenward").ProviderConfig;

// The reader's own names.
declare const issuer: string, clientId: string, clientSecret: string, redirectUri: string;
declare const pkcs8: ArrayBuffer;
declare const signInButton: HTMLButtonElement;
declare const signOutButton: HTMLButtonElement;
declare const myStorage: import("tokenward").TokenStorage;
declare function readFromDirectory(tenant: string): Promise<{ clientId: string; clientSecret: string }>;

// A component from the build of a Vue project.
declare module "*.vue" {
  const component: import("vue").Component;
  export default component;
}
