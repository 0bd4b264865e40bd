/** A page's API call with a library that has no `fetch` of its own. */
export const callApi = (token) => fetch("/api/items", { headers: { authorization: `Bearer ${token}` } });
