//! A Rust program's verifier in a real browser: WebCrypto's signatures, and an issuer whose key set is fetched.
#![cfg(target_arch = "wasm32")]

mod pages;

use js_sys::{Array, Reflect};
use pages::{script, settled};
use std::future::Future;
use tokenward::client::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example";

/// An issuer with an ES256 key: `fetch` serves its metadata and its key set, and `asked` has the paths of all requests.
struct Issuer(JsValue);

impl Issuer {
    async fn new() -> Self {
        let made = r#"return (async () => {
            const url64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
            const json64 = (value) => url64(new TextEncoder().encode(JSON.stringify(value)));
            const issuer = { asked: [], down: false, signer: undefined, keys: [] };
            issuer.rotate = async (kid) => {
                const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
                const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
                issuer.signer = { kid, privateKey };
                issuer.keys = [{ kid, kty, crv, x, y, use: "sig" }];
            };
            issuer.sign = async (claims, header) => {
                const { kid, privateKey } = issuer.signer;
                const input = `${json64({ alg: "ES256", kid, typ: "at+jwt", ...header })}.${json64(claims)}`;
                const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, new TextEncoder().encode(input));
                return `${input}.${url64(signature)}`;
            };
            issuer.fetch = async (url) => {
                const { origin, pathname } = new URL(url);
                issuer.asked.push(pathname);
                if (issuer.down) throw new TypeError("no network");
                return Response.json(pathname === "/jwks" ? { keys: issuer.keys } : { issuer: origin, jwks_uri: `${origin}/jwks` });
            };
            await issuer.rotate("k1");
            return issuer;
        })()"#;
        Self(settled("", made, &[]).await)
    }

    /// A token with good claims, except for these.
    async fn token(&self, claims: &str, header: &str) -> String {
        let sign = r#"
            const now = Math.floor(Date.now() / 1000);
            const good = { iss: "https://id.example", aud: "https://api.example", sub: "u1", iat: now, exp: now + 600, scope: "read write" };
            return issuer.sign({ ...good, ...JSON.parse(claims) }, JSON.parse(header));"#;
        let (claims, header) = (claims.into(), header.into());
        let given = [&self.0, &claims, &header];
        let token = settled("issuer, claims, header", sign, &given).await;
        token.as_string().unwrap()
    }

    async fn rotate(&self, kid: &str) {
        settled(
            "issuer, kid",
            "return issuer.rotate(kid)",
            &[&self.0, &kid.into()],
        )
        .await;
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        let asked: Array = self.get("asked").unchecked_into();
        asked.iter().filter_map(|path| path.as_string()).collect()
    }

    fn options(&self) -> VerifierOptions {
        VerifierOptions::new(ISSUER, API).fetch(self.get("fetch").unchecked_into())
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(self.options()).unwrap()
    }
}

/// The message of the refusal, which must be an InvalidTokenError.
async fn refused(verifier: &Verifier, token: &str) -> String {
    let error = verifier.verify(token).await.unwrap_err();
    assert_eq!(
        (error.class, error.code),
        (Class::InvalidToken, Code::InvalidToken)
    );
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_token"));
    assert!(!error.retryable);
    error.message.to_string()
}

#[wasm_bindgen_test]
async fn a_good_token_gives_its_claims_and_the_key_set_is_fetched_once() {
    let issuer = Issuer::new().await;
    let verifier = Verifier::new(issuer.options().typ("at+jwt").required_scope("read")).unwrap();
    assert!(issuer.asked().is_empty(), "a new verifier sends nothing");
    let token = issuer
        .token(
            r#"{"client_id":"app","big":12345678901234567890,"exp":4000000000}"#,
            "{}",
        )
        .await;
    // The second time its header is known.
    for _ in 0..2 {
        let verified = verifier.verify(&token).await.unwrap();
        assert!(
            verified
                .claims()
                .starts_with(r#"{"iss":"https://id.example","#)
        );
        assert!(verified.header().contains(r#""kid":"k1""#));
        assert_eq!(verified.issuer(), ISSUER);
        assert_eq!(verified.subject(), Some("u1"));
        assert_eq!(verified.client_id(), Some("app"));
        assert_eq!(verified.audience(), [API]);
        assert_eq!(verified.scopes(), ["read", "write"]);
        assert_eq!(verified.expires_at(), Some(4_000_000_000_000));
        assert!(
            verified
                .issued_at()
                .is_some_and(|ms| ms > 1_700_000_000_000)
        );
        assert_eq!(verified.text("typ"), None, "the header is no claim");
        assert!(!format!("{verified:?}").contains("u1"));
    }
    assert_eq!(
        issuer.asked(),
        ["/.well-known/openid-configuration", "/jwks"]
    );
}

#[wasm_bindgen_test]
async fn wrong_claims_and_headers_are_refused_for_their_reason() {
    let issuer = Issuer::new().await;
    let verifier = Verifier::new(issuer.options().required_claim("tenant")).unwrap();
    let bad = [
        (r#"{"aud":"https://other.example"}"#, "{}", "(aud)"),
        (r#"{"iss":"https://other.example"}"#, "{}", "(iss)"),
        (r#"{"exp":1000000000}"#, "{}", "(exp)"),
        (r#"{"nbf":4000000000}"#, "{}", "(nbf)"),
        (r#"{"tenant":null}"#, "{}", "(tenant)"),
        ("{}", r#"{"alg":"none"}"#, "not signed (alg)"),
        ("{}", r#"{"alg":"HS256"}"#, "not an allowed one (alg)"),
        ("{}", r#"{"alg":"RS512"}"#, "not an allowed one (alg)"),
        ("{}", r#"{"crit":["exp"]}"#, "(crit)"),
    ];
    // First without keys, then with them.
    for round in 0..2 {
        for (claims, header, reason) in bad {
            let token = issuer.token(claims, header).await;
            let message = refused(&verifier, &token).await;
            assert!(message.contains(reason), "{claims} {header}: {message}");
        }
        if round == 0 {
            assert!(issuer.asked().is_empty(), "none of them is worth a request");
            let good = issuer.token(r#"{"tenant":"t"}"#, "{}").await;
            verifier.verify(&good).await.unwrap();
        }
    }
    for token in ["", "a.b", "tök.en.x", &"a".repeat(65_537)] {
        refused(&verifier, token).await;
    }
}

#[wasm_bindgen_test]
async fn a_missing_scope_is_told_apart() {
    let issuer = Issuer::new().await;
    let verifier = Verifier::new(issuer.options().required_scope("read admin")).unwrap();
    let error = verifier
        .verify(&issuer.token("{}", "{}").await)
        .await
        .unwrap_err();
    assert_eq!(error.oauth_error.as_deref(), Some("insufficient_scope"));
    let token = issuer.token(r#"{"scope":"admin read"}"#, "{}").await;
    verifier.verify(&token).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_changed_payload_has_a_wrong_signature_the_first_time_and_later() {
    let issuer = Issuer::new().await;
    let verifier = issuer.verifier();
    let good = issuer.token("{}", "{}").await;
    let other = issuer.token(r#"{"sub":"admin"}"#, "{}").await;
    let signature = &good[good.rfind('.').unwrap()..];
    let forged = [&other[..other.rfind('.').unwrap()], signature].concat();
    for _ in 0..2 {
        assert_eq!(
            refused(&verifier, &forged).await,
            "the token's signature is wrong"
        );
        verifier.verify(&good).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_rotated_key_set_is_fetched_once_and_made_up_keys_cause_no_more() {
    let issuer = Issuer::new().await;
    let verifier = issuer.verifier();
    let old = issuer.token("{}", "{}").await;
    verifier.verify(&old).await.unwrap();
    issuer.rotate("k2").await;
    verifier
        .verify(&issuer.token("{}", "{}").await)
        .await
        .unwrap();
    let made_up = issuer.token("{}", r#"{"kid":"made-up"}"#).await;
    for token in [&old, &made_up] {
        let message = refused(&verifier, token).await;
        assert!(message.contains("not in the key set"), "{message}");
    }
    let sets = issuer
        .asked()
        .iter()
        .filter(|path| *path == "/jwks")
        .count();
    assert_eq!(sets, 2);
}

#[wasm_bindgen_test]
async fn concurrent_tokens_share_one_fetch_even_if_the_first_caller_gives_up() {
    let issuer = Issuer::new().await;
    let verifier = issuer.verifier();
    let token = issuer.token("{}", "{}").await;
    // Its future is dropped after it has begun the fetch.
    let mut first = Box::pin(verifier.verify(&token));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(first.as_mut().poll(&mut context).is_pending());
    drop(first);
    let checks: Array = (0..20)
        .map(|_| {
            let (verifier, token) = (verifier.clone(), token.clone());
            future_to_promise(async move {
                let verified = verifier.verify(&token).await;
                Ok(verified.map_err(JsValue::from)?.subject().into())
            })
        })
        .collect();
    let all = JsFuture::from(js_sys::Promise::all(&checks)).await.unwrap();
    let all: Array = all.unchecked_into();
    assert!(
        all.iter()
            .all(|subject| subject.as_string().as_deref() == Some("u1"))
    );
    assert_eq!(
        issuer.asked(),
        ["/.well-known/openid-configuration", "/jwks"]
    );
}

#[wasm_bindgen_test]
async fn an_unreachable_key_set_says_nothing_about_the_token_and_shows_its_cause() {
    let issuer = Issuer::new().await;
    let verifier = issuer.verifier();
    let token = issuer.token("{}", "{}").await;
    let down = |down: bool| {
        script(
            "issuer, down",
            "issuer.down = down",
            &[&issuer.0, &down.into()],
        )
    };
    down(true);
    let error = verifier.verify(&token).await.unwrap_err();
    assert_eq!((error.class, error.retryable), (Class::InvalidToken, true));
    let cause = error.cause.as_ref().unwrap();
    let thrown = cause.0.downcast_ref::<JsValue>().unwrap();
    assert!(thrown.is_instance_of::<js_sys::TypeError>());
    down(false);
    verifier.verify(&token).await.unwrap();
}

#[wasm_bindgen_test]
async fn fixed_keys_need_no_network_and_a_storage_shares_fetched_ones() {
    let issuer = Issuer::new().await;
    let token = issuer.token("{}", "{}").await;
    let keys = script(
        "issuer",
        "return JSON.stringify({ keys: issuer.keys })",
        &[&issuer.0],
    );
    let fixed = issuer.options().jwks(keys.as_string().unwrap());
    let fixed = Verifier::new(fixed.algorithms(["ES256"])).unwrap();
    fixed.verify(&token).await.unwrap();
    assert!(issuer.asked().is_empty());

    let map = r#"const all = new Map();
        return { getItem: (key) => all.get(key), setItem: (key, value) => void all.set(key, value), removeItem: (key) => void all.delete(key) };"#;
    let storage = script("", map, &[]);
    for _isolate in 0..2 {
        let options = issuer
            .options()
            .jwks_uri("https://id.example/jwks")
            .storage(Storage::Object(storage.clone()));
        Verifier::new(options)
            .unwrap()
            .verify(&token)
            .await
            .unwrap();
    }
    assert_eq!(issuer.asked(), ["/jwks"]);
}

#[wasm_bindgen_test]
async fn a_wrong_option_is_named() {
    let good = || VerifierOptions::new(ISSUER, API);
    for (options, name) in [
        (VerifierOptions::new("", API), "issuer"),
        (VerifierOptions::new("http://id.example", API), "issuer"),
        (VerifierOptions::new(ISSUER, ""), "audience"),
        (good().algorithms(["none"]), "algorithms"),
        (good().algorithms(["HS256"]), "algorithms"),
        (good().algorithms([""; 0]), "algorithms"),
        (good().clock_tolerance_ms(300_001), "clockToleranceSeconds"),
        (good().jwks("{}"), "jwks"),
        (good().jwks_uri("id.example"), "jwksUri"),
        (good().storage(Storage::Local), "storage"),
        (good().storage(Storage::Object(7.into())), "storage"),
    ] {
        let error = Verifier::new(options).unwrap_err();
        assert_eq!(error.class, Class::InvalidConfiguration);
        assert!(
            error.message.starts_with(&format!("{name}: ")),
            "{name}: {}",
            error.message
        );
    }
}
