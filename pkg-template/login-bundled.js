// @ts-check
// Entry point "tokenward/login" where cores are imported modules (conditions "workerd" and "edge-light"): the login core is already loaded.

export async function initLogin() {}
