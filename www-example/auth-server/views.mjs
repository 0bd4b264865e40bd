// The authorization server's few pages. They deliberately look like another company's: a user who signs in leaves the page for a server
// whose password the page must not see.

import { readFileSync } from "node:fs";

const style = readFileSync(new URL("./style.css", import.meta.url), "utf8");

const scopeTexts = {
  openid: "know who you are",
  profile: "see your name",
  offline_access: "stay signed in while you are away",
  "messages:read": "read your messages",
  "messages:bring": "have a Worker bring your messages",
};

export function signInPage({ action, name = "", problem }) {
  return page("Sign in", `
    <h1>Sign in</h1>
    <p class="lead">to go on to <strong>the example page</strong></p>
    <form method="post" action="${escape(action)}">
      <label for="name">Your name</label>
      <input id="name" name="name" value="${escape(name)}" autocomplete="username" maxlength="40" required autofocus
        ${problem ? 'aria-invalid="true" aria-describedby="problem"' : ""}>
      ${problem ? `<p id="problem" class="problem" role="alert">${escape(problem)}</p>` : ""}
      <p class="hint">Any name will do. There is no password: this server only exists to be tried out.</p>
      <div class="buttons">
        <button class="primary" name="action" value="continue">Continue</button>
        <button name="action" value="cancel" formnovalidate>Cancel</button>
      </div>
    </form>`);
}

export function consentPage({ action, name, scopes }) {
  const items = scopes.map((scope) => `<li>${escape(scopeTexts[scope] ?? scope)}</li>`).join("");
  return page("Allow access", `
    <h1>Hello, ${escape(name)}</h1>
    <p class="lead"><strong>The example page</strong> asks to</p>
    <ul>${items}</ul>
    <form method="post" action="${escape(action)}">
      <div class="buttons">
        <button class="primary" name="action" value="allow" autofocus>Allow</button>
        <button name="action" value="cancel">Cancel</button>
      </div>
    </form>`);
}

export function problemPage(title, text) {
  return page(title, `<h1>${escape(title)}</h1><p class="lead">${escape(text)}</p>`);
}

// The next three are oidc-provider's hooks.

export function errorPage(ctx, out) {
  ctx.type = "html";
  ctx.body = problemPage("That did not work", out.error_description ?? out.error);
}

export function signOutPage(ctx, form) {
  // `form` is oidc-provider's own markup with the id that the button names.
  ctx.body = page("Sign out", `
    <h1>Sign out?</h1>
    <p class="lead">This ends your session at the authorization server, too.</p>
    ${form}
    <div class="buttons">
      <button class="primary" type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
      <button type="submit" form="op.logoutForm">Stay signed in</button>
    </div>`);
}

export function signedOutPage(ctx) {
  ctx.body = problemPage("Signed out", "You can close this page now.");
}

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escape(title)} · Harbor ID</title>
  <link rel="icon" href="data:,">
  <style>${style}</style>
</head>
<body>
  <main>
    <p class="brand"><span aria-hidden="true"></span>Harbor ID</p>
    ${body}
  </main>
  <footer>The example's authorization server, made with oidc-provider</footer>
</body>
</html>`;
}

function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
