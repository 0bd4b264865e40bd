// The URLs of the other three parts. The start script sets them, since ports may differ.

const { VITE_ISSUER, VITE_CLIENT_ID, VITE_API_URL, VITE_WORKER_URL, VITE_WORKER_AUDIENCE } = import.meta.env;

export const issuer = VITE_ISSUER;
export const clientId = VITE_CLIENT_ID;
export const apiUrl = VITE_API_URL;
export const workerUrl = VITE_WORKER_URL;
export const workerAudience = VITE_WORKER_AUDIENCE;
