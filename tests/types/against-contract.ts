// The package's own types against the contract, which fixes the public names. Nothing here runs: it has to compile. The package's
// results must fit the contract's results; the package must accept every input that the contract allows.

import type * as Contract from "./contract.js";
import * as Package from "tokenward";
import * as PackageVerify from "tokenward/verify";
import * as PackageWeb from "tokenward/web";
import * as PackageWorkers from "tokenward/workers";

// ─────────────── inputs ───────────────

/** Compiles if the package accepts every input of the contract. */
declare function takes<Ours, Given extends Ours>(): [Ours, Given];
takes<Package.TokenManagerOptions, Contract.TokenManagerOptions>();
takes<Package.EnvOptions, Contract.EnvOptions>();
takes<Package.ProviderConfig, Contract.ProviderConfig>();
takes<Package.OAuthProvider, Contract.OAuthProvider>();
takes<Package.LoginProvider, Contract.LoginProvider>();
takes<Package.StaticProvider, Contract.StaticProvider>();
takes<Package.CustomProvider, Contract.CustomProvider>();
takes<Package.CoordinatedProvider, Contract.CoordinatedProvider>();
takes<Package.RefreshPolicy, Contract.RefreshPolicy>();
takes<Package.RetryPolicy, Contract.RetryPolicy>();
takes<Package.GetTokenOptions, Contract.GetTokenOptions>();
takes<Package.AuthenticatedRequestInit, Contract.AuthenticatedRequestInit>();
takes<Package.LoginOptions, Contract.LoginOptions>();
takes<Package.LoginMode, Contract.LoginMode>();
takes<Package.LogoutOptions, Contract.LogoutOptions>();
takes<Package.TokenInput, Contract.TokenInput>();
takes<Package.TokenStorage, Contract.TokenStorage>();
takes<NonNullable<Parameters<typeof Package.init>[0]>, NonNullable<Parameters<typeof Contract.init>[0]>>();
takes<NonNullable<Parameters<typeof Package.kvStorage>[1]>, NonNullable<Parameters<typeof Contract.kvStorage>[1]>>();

// ─────────────── results ───────────────

/** Compiles if the package's results fit the contract. */
declare function gives<Promised, Ours extends Promised>(): [Promised, Ours];
gives<Contract.TokenSet, Package.TokenSet>();
gives<Contract.TokenInfo, Package.TokenInfo>();
gives<Contract.RefreshReport, Package.RefreshReport>();
gives<Contract.LoginResult, Package.LoginResult>();
gives<Contract.LogRecord, Package.LogRecord>();
gives<Contract.CustomContext, Package.CustomContext>();
gives<Contract.TokenEvents, Package.TokenEvents>();
gives<Contract.TokenStorage, ReturnType<typeof Package.kvStorage>>();
// Codes, states and events are exactly the contract's: users switch over them.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
gives<true, Same<Contract.ErrorCode, Package.ErrorCode>>();
gives<true, Same<Contract.TokenState, Package.TokenState>>();
gives<true, Same<keyof Contract.TokenEvents, keyof Package.TokenEvents>>();
gives<true, Same<keyof Contract.TokenInfo, keyof Package.TokenInfo>>();

/** The contract is one file for all entry points; these are of "tokenward/workers". */
type Exports = Omit<typeof Contract, "TokenCoordinator" | "coordinator">;

export const ofTokenward: Exports = Package;
export const ofTokenwardWeb: Exports = PackageWeb;

/** `createVerifier`, `decodeJwt` and the errors: identical to those of "tokenward". */
type VerifyNames = "createVerifier" | "decodeJwt" | Extract<keyof typeof Contract, `${string}Error`>;
export const ofTokenwardVerify: Pick<typeof Contract, VerifyNames> = PackageVerify;
gives<true, Same<typeof PackageVerify, Pick<typeof Package, VerifyNames>>>();

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
