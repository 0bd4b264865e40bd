// @ts-check
// Entry point "tokenward/login" where cores are imported modules (conditions "workerd" and "edge-light"): that of logins is at hand.

export async function initLogin() {}
