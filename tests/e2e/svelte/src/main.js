import { hydrate, mount } from "svelte";
import App from "./App.svelte";
import { requireLogin } from "./session.js";

const target = document.getElementById("app");
if (location.search === "?late") await requireLogin(); // So that everything is known by then.
// What a server rendered is taken over; without any, the page is made here.
(target.firstElementChild ? hydrate : mount)(App, { target, props: { path: location.pathname } });
