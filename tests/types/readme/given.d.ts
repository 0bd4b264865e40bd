// What the READMEs' code blocks take as given. A block that declares such a name itself has its own.

/** Of a Worker: what `wrangler types` would write. */
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

// What an earlier block of the same document made.
declare const manager: import("tokenward").TokenManager;
declare const api: import("tokenward").ProviderConfig;

// What is the reader's own.
declare const issuer: string, clientId: string, clientSecret: string, redirectUri: string;
declare const pkcs8: ArrayBuffer;
declare const signInButton: HTMLButtonElement;
declare const signOutButton: HTMLButtonElement;
declare const myStorage: import("tokenward").TokenStorage;
declare function readFromDirectory(tenant: string): Promise<{ clientId: string; clientSecret: string }>;

// A component that the build of Vue's project makes.
declare module "*.vue" {
  const component: import("vue").Component;
  export default component;
}
