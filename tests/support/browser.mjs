// A user with a browser, as far as the pages of an authorization server need one: it keeps cookies, follows redirects on the
// server's own origin, and fills in forms.

/** A new user without cookies. */
export function newBrowser() {
  const cookies = new Map();

  /** Goes to a page; returns the first redirect target outside of its origin, or the last page itself. */
  async function visit(url, { form } = {}) {
    const { origin } = new URL(url);
    let init = form && { method: "POST", body: new URLSearchParams(form) };
    for (let hop = 0; hop < 20; hop++) {
      if (new URL(url).origin !== origin) return { left: url };
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(url, { ...init, headers: { cookie }, redirect: "manual" });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = response.headers.get("location");
      const text = await response.text();
      if (location === null) return { url, status: response.status, text };
      url = new URL(location, url).href;
      init = undefined;
    }
    throw new Error("redirected too often");
  }

  /** Sends the form of a page, its hidden fields and `fields`. */
  const submit = (page, fields) => {
    const [form] = /<form[\s\S]*?<\/form>/.exec(page.text) ?? [];
    if (form === undefined) throw new Error(`no form on this page: ${page.text.slice(0, 500)}`);
    const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => ["name", "value"].map((name) => attribute(input, name)));
    const action = new URL(attribute(form, "action") ?? page.url, page.url).href;
    return visit(action, { form: { ...Object.fromEntries(hidden), ...fields } });
  };

  /** Signs in as `name` and consents, from the sign-in page on, as often as the server asks. */
  async function signIn(page, name = "ada") {
    while (page.left === undefined && /name="prompt" value="(login|consent)"/.test(page.text)) {
      page = await submit(page, { login: name, password: "any" });
    }
    return page;
  }

  return { visit, submit, signIn };
}

function attribute(tag, name) {
  const [, value] = new RegExp(`\\b${name}="([^"]*)"`).exec(tag) ?? [];
  return value?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=");
}
