//! Where a user logs out at the server: OpenID Connect RP-Initiated Logout 1.0.

mod fixtures;

use fixtures::*;
use tokenward::core::config::OAuthGrant;
use tokenward::core::oauth::end_session::{LogoutOptions, url};
use tokenward::core::secret::Secret;

const ENDPOINT: &str = "https://as.example/logout";

#[test]
fn without_anything_the_url_says_who_asks() {
    let config = oauth(OAuthGrant::AuthorizationCode);
    let url = url(&config, ENDPOINT, None, &LogoutOptions::default());
    assert_eq!(url, "https://as.example/logout?client_id=app");
}

#[test]
fn everything_there_is_is_sent_once_and_encoded() {
    let options = LogoutOptions {
        post_logout_redirect_uri: Some("https://app.example/bye?a=1&b=ü".into()),
        state: Some("a b&c=d#e".into()),
    };
    let config = oauth(OAuthGrant::AuthorizationCode);
    let url = url(
        &config,
        "https://as.example/logout?tenant=7",
        Some(&Secret::from("h.p.s")),
        &options,
    );
    let query = url.strip_prefix("https://as.example/logout?").unwrap();
    let expected = [
        ("client_id", "app"),
        ("id_token_hint", "h.p.s"),
        (
            "post_logout_redirect_uri",
            "https://app.example/bye?a=1&b=ü",
        ),
        ("state", "a b&c=d#e"),
        ("tenant", "7"),
    ];
    assert_eq!(query_of(query), pairs(&expected));
}
