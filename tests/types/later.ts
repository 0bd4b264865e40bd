// What the contract promises and this version does not have yet: the one list of it. Whoever delivers a name takes it out here;
// `against-contract.ts` fails while a name is in this list and in the package as well.

/** Exports of "tokenward". */
export type LaterExport = never;

/** The contract is one file for all entry points; these are exports of "tokenward/workers". */
export type ExportElsewhere = "TokenCoordinator" | "coordinator";

/** Static methods of TokenManager. */
export type LaterStatic = never;

/** Methods of TokenManager. */
export type LaterMethod = never;

/** Options of the manager. */
export type LaterManagerOption = never;

/** Storages by name. */
export type LaterStorage = never;

/** Providers: a whole kind is "coordinator". */
export type LaterGrant = never;
export type LaterClientAuth = never;
export type LaterOAuthOption = never;
