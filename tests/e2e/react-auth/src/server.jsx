import { renderToString } from "react-dom/server";
import { App } from "./app.jsx";

/** The HTML of a page, as a server renders it. */
export const page = (path) => renderToString(<App path={path} />);
