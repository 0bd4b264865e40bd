import { createElement } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { App } from "./app.jsx";

const root = document.getElementById("app");
const app = createElement(App, { path: location.pathname });
// Hydrates the server's HTML; without any, renders the page.
if (root.firstElementChild) hydrateRoot(root, app);
else createRoot(root).render(app);
