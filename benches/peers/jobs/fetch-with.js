/** An API call as a page makes it with the libraries that have no `fetch` of their own. */
export const callApi = (token) => fetch("/api/items", { headers: { authorization: `Bearer ${token}` } });
