import { hydrate, mount } from "svelte";
import App from "./App.svelte";
import { requireLogin } from "./session.js";

const target = document.getElementById("app");
if (location.search === "?late") await requireLogin(); // So that the state is known by then.
// Hydrates the server's HTML; without any, renders the page.
(target.firstElementChild ? hydrate : mount)(App, { target, props: { path: location.pathname } });
