import { createElement } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { App } from "./app.jsx";

const root = document.getElementById("app");
const app = createElement(App, { path: location.pathname });
// What a server rendered is taken over; without any, the page is made here.
if (root.firstElementChild) hydrateRoot(root, app);
else createRoot(root).render(app);
