// The output of `wrangler types` for the binding of workers-rpc.ts. Its runtime types are those of @cloudflare/workers-types.
interface __BaseEnv_Env {
	SECRET: string;
	TOKENS: DurableObjectNamespace<import("./workers-rpc").Tokens>;
}
declare namespace Cloudflare {
	interface GlobalProps {
		mainModule: typeof import("./workers-rpc");
		durableNamespaces: "Tokens";
	}
	interface Env extends __BaseEnv_Env {}
}
interface Env extends __BaseEnv_Env {}
