// Sign-in and consent: oidc-provider sends the user to these pages, which send the user back.

import { consentPage, problemPage, signInPage } from "./views.mjs";

const MAX_NAME_LENGTH = 40;
const MAX_FORM_BYTES = 4096;

/** Answers GET /interaction/:uid with a form, and POST to the same address with the form's result. */
export async function handleInteraction(provider, request, response) {
  try {
    const interaction = await provider.interactionDetails(request, response);
    if (request.method !== "POST") return send(response, 200, form(interaction));

    const fields = await readForm(request);
    if (fields.get("action") === "cancel") return await cancel(provider, request, response);
    if (interaction.prompt.name === "login") return await signIn(provider, request, response, interaction, fields);
    return await consent(provider, request, response, interaction);
  } catch (error) {
    // An old tab, a second click, or a lost cookie: the interaction is over.
    const status = error.statusCode ?? error.status ?? 500;
    send(response, status, problemPage("This sign-in is over", "Go back to the page and start again."));
  }
}

function form({ uid, prompt, params, session }, problem) {
  const action = `/interaction/${uid}`;
  if (prompt.name === "login") return signInPage({ action, name: params.login_hint, problem });
  return consentPage({ action, name: session.accountId, scopes: params.scope.split(" ") });
}

async function signIn(provider, request, response, interaction, fields) {
  const name = (fields.get("name") ?? "").trim().slice(0, MAX_NAME_LENGTH);
  if (name === "") return send(response, 400, form(interaction, "Please enter a name."));
  await provider.interactionFinished(request, response, { login: { accountId: name } }, { mergeWithLastSubmission: false });
}

async function consent(provider, request, response, interaction) {
  const { grantId, params, session, prompt } = interaction;
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });

  const { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims.length > 0) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) grant.addResourceScope(resource, scopes.join(" "));

  const result = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function cancel(provider, request, response) {
  const result = { error: "access_denied", error_description: "The user cancelled" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function readForm(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) throw Object.assign(new Error("The form is too long"), { statusCode: 413 });
  }
  return new URLSearchParams(text);
}

function send(response, status, html) {
  if (response.headersSent) return response.end();
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(html);
}
