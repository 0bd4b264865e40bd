import { render } from "svelte/server";
import App from "./App.svelte";

/** The HTML of a page, as a server renders it. */
export const page = (path) => render(App, { props: { path } }).body;
