// The package's own types against the contract, which fixes the public names. Nothing here runs: it has to compile. What users
// get must fit what the contract says that they get; what the contract lets them give, the package must take.

import type * as Contract from "./contract.js";
import type * as Later from "./later.js";
import * as Package from "tokenward";
import * as PackageWeb from "tokenward/web";
import * as PackageWorkers from "tokenward/workers";

// ─────────────── what users give ───────────────

/** With fallbacks of the kinds that there are today. */
type Provider<P> = Omit<P, "fallback"> & { fallback?: string | ProviderConfig | Array<string | ProviderConfig> };
type OAuthProvider = Omit<Provider<Contract.OAuthProvider>, Later.LaterOAuthOption | "grant" | "clientAuth"> & {
  grant: Exclude<Contract.OAuthProvider["grant"], Later.LaterGrant>;
  clientAuth?: Exclude<Contract.OAuthProvider["clientAuth"], Later.LaterClientAuth>;
};
type CustomProvider = Provider<Contract.CustomProvider>;
type CoordinatedProvider = Provider<Contract.CoordinatedProvider>;
type ProviderConfig = OAuthProvider | Provider<Contract.LoginProvider> | Provider<Contract.StaticProvider> | CustomProvider | CoordinatedProvider;
type TokenManagerOptions = Omit<Contract.TokenManagerOptions, Later.LaterManagerOption | "providers" | "resolveProvider" | "storage"> & {
  providers?: Record<string, ProviderConfig>;
  resolveProvider?: (name: string) => ProviderConfig | undefined | Promise<ProviderConfig | undefined>;
  storage?: Exclude<Contract.StorageOption, Later.LaterStorage>;
};
type EnvOptions = TokenManagerOptions & Omit<Contract.EnvOptions, keyof Contract.TokenManagerOptions>;

/** Compiles if the package takes everything that the contract lets a user give. */
declare function takes<Ours, Given extends Ours>(): [Ours, Given];
takes<Package.TokenManagerOptions, TokenManagerOptions>();
takes<Package.EnvOptions, EnvOptions>();
takes<Package.ProviderConfig, ProviderConfig>();
takes<Package.OAuthProvider, OAuthProvider>();
takes<Package.LoginProvider, Provider<Contract.LoginProvider>>();
takes<Package.StaticProvider, Provider<Contract.StaticProvider>>();
takes<Package.CustomProvider, CustomProvider>();
takes<Package.CoordinatedProvider, CoordinatedProvider>();
takes<Package.RefreshPolicy, Contract.RefreshPolicy>();
takes<Package.RetryPolicy, Contract.RetryPolicy>();
takes<Package.GetTokenOptions, Contract.GetTokenOptions>();
takes<Package.AuthenticatedRequestInit, Contract.AuthenticatedRequestInit>();
takes<Package.LoginOptions, Contract.LoginOptions>();
takes<Package.TokenInput, Contract.TokenInput>();
takes<Package.TokenStorage, Contract.TokenStorage>();
takes<NonNullable<Parameters<typeof Package.init>[0]>, NonNullable<Parameters<typeof Contract.init>[0]>>();
takes<NonNullable<Parameters<typeof Package.kvStorage>[1]>, NonNullable<Parameters<typeof Contract.kvStorage>[1]>>();

// ─────────────── what users get ───────────────

/** Compiles if what the package gives is what the contract promises. */
declare function gives<Promised, Ours extends Promised>(): [Promised, Ours];
gives<Contract.TokenSet, Package.TokenSet>();
gives<Contract.TokenInfo, Package.TokenInfo>();
gives<Contract.RefreshReport, Package.RefreshReport>();
gives<Contract.LoginResult, Package.LoginResult>();
gives<Contract.LogRecord, Package.LogRecord>();
gives<Contract.CustomContext, Package.CustomContext>();
gives<Contract.TokenEvents, Package.TokenEvents>();
gives<Contract.TokenStorage, ReturnType<typeof Package.kvStorage>>();
// Codes, states and events are the contract's, all of them and no others: users switch over them.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
gives<true, Same<Contract.ErrorCode, Package.ErrorCode>>();
gives<true, Same<Contract.TokenState, Package.TokenState>>();
gives<true, Same<keyof Contract.TokenEvents, keyof Package.TokenEvents>>();
gives<true, Same<keyof Contract.TokenInfo, keyof Package.TokenInfo>>();

/** The contract's class without what comes later, and taking the options of this version. */
type TokenManager = Omit<Contract.TokenManager, Later.LaterMethod | "addProvider"> & {
  addProvider(name: string, config: ProviderConfig): void;
};
type TokenManagerClass = Omit<typeof Contract.TokenManager, Later.LaterStatic | "create" | "fromEnv" | "prototype"> & {
  new (options?: TokenManagerOptions): TokenManager;
  create(options?: TokenManagerOptions): Promise<TokenManager>;
  fromEnv(env: object, options?: EnvOptions): Promise<TokenManager>;
};
type Exports = Omit<typeof Contract, Later.LaterExport | Later.ExportElsewhere | "TokenManager" | "getDefaultManager"> & {
  TokenManager: TokenManagerClass;
  getDefaultManager(options?: TokenManagerOptions): Promise<TokenManager>;
};

export const ofTokenward: Exports = Package;
export const ofTokenwardWeb: Exports = PackageWeb;

/** With the options and providers of this version. */
type WorkersExports = {
  TokenCoordinator: abstract new <Env>(ctx: unknown, env: Env) => Omit<Contract.TokenCoordinator<Env>, "options"> & {
    options(env: Env, name?: string): Package.TokenManagerOptions | Promise<Package.TokenManagerOptions>;
  };
  coordinator(namespace: unknown, options?: Parameters<typeof PackageWorkers.coordinator>[1]): Contract.CoordinatedProvider;
};
export const ofTokenwardWorkers: WorkersExports = PackageWorkers;
gives<true, Same<keyof WorkersExports, keyof typeof PackageWorkers>>();
gives<true, Same<typeof Package, typeof PackageWeb>>();

// ─────────────── what comes later ───────────────

/** Compiles if none of the names is in the package: then it belongs into no list of what is missing. */
declare function missing<Names extends never>(): Names;
missing<Extract<keyof typeof Package, Later.LaterExport>>();
missing<Extract<keyof typeof Package.TokenManager, Later.LaterStatic>>();
missing<Extract<keyof Package.TokenManager, Later.LaterMethod>>();
missing<Extract<keyof Package.TokenManagerOptions, Later.LaterManagerOption>>();
missing<Extract<Package.StorageOption, Later.LaterStorage>>();
missing<Extract<keyof Package.OAuthProvider, Later.LaterOAuthOption>>();
missing<Extract<Package.OAuthProvider["grant"], Later.LaterGrant>>();
missing<Extract<Package.OAuthProvider["clientAuth"], Later.LaterClientAuth>>();
