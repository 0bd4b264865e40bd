// The suite in a service worker, which cannot import the core of logins later.

import "../../pkg/login.js";
import "./worker.mjs";
