//! The URL of a user's logout at the server: OpenID Connect RP-Initiated Logout 1.0.

mod fixtures;

use fixtures::*;
use tokenward::core::config::OAuthGrant;
use tokenward::core::oauth::end_session::{LogoutOptions, url};
use tokenward::core::secret::Secret;

const ENDPOINT: &str = "https://as.example/logout";

#[test]
fn without_options_the_url_names_the_client() {
    let config = oauth(OAuthGrant::AuthorizationCode);
    let url = url(&config, ENDPOINT, None, &LogoutOptions::default());
    assert_eq!(url, "https://as.example/logout?client_id=app");
}

#[test]
fn every_option_is_sent_once_and_encoded() {
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

// — its place —

mod found {
    use super::fixtures::{oauth, provider, response};
    use std::rc::Rc;
    use tokenward::core::config::OAuthGrant;
    use tokenward::core::error::{Class, Code, Result};
    use tokenward::core::flow::{Answer, Flow, Next, Work};
    use tokenward::core::login::logout::EndSession;
    use tokenward::core::oauth::end_session::LogoutOptions;
    use tokenward::core::oauth::metadata;
    use tokenward::core::time::{Moment, Timestamp};

    /// The result of a search that gets this answer, and whether the search asked for one.
    fn search(configured: Option<&str>, answer: Answer) -> (Result<Option<String>>, bool) {
        let mut config = oauth(OAuthGrant::AuthorizationCode);
        config.endpoints.end_session = configured.map(str::to_owned);
        let at = Moment {
            now: Timestamp(1_700_000_000_000),
            wall_offset_ms: 0,
            random: 0,
        };
        let options = LogoutOptions::default();
        let mut flow = EndSession::new("api".into(), provider(config), options, None).unwrap();
        assert!(matches!(
            flow.begin(at),
            Next::Do {
                work: Work::FindIdToken,
                until: Timestamp(i64::MAX),
            }
        ));
        match flow.answer(Answer::IdToken(Ok(None)), false, at) {
            Next::Done(found) => (found, false),
            Next::Do {
                work: Work::Discover(_),
                ..
            } => match flow.answer(answer, false, at) {
                Next::Done(found) => (found, true),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn published(members: &str) -> Answer {
        let body = format!(r#"{{"issuer":"https://as.example"{members}}}"#);
        let found = metadata::read(&response(200, &body), "the address", "https://as.example");
        Answer::Metadata(found.map(Rc::new))
    }

    #[test]
    fn the_issuer_is_asked_for_an_end_session_endpoint_that_is_not_configured() {
        let (found, asked) = search(Some("https://as.example/out"), Answer::TimedOut);
        assert_eq!(
            found.unwrap().as_deref(),
            Some("https://as.example/out?client_id=app")
        );
        assert!(!asked);
        let there = r#","end_session_endpoint":"https://as.example/end""#;
        let (found, _) = search(None, published(there));
        assert_eq!(
            found.unwrap().as_deref(),
            Some("https://as.example/end?client_id=app")
        );
        assert_eq!(search(None, published("")).0.unwrap(), None);
    }

    #[test]
    fn unavailable_metadata_is_the_logins_failure() {
        let error = search(None, Answer::TimedOut).0.unwrap_err();
        assert_eq!((error.class, error.code), (Class::Login, Code::Timeout));
        let plain = r#","end_session_endpoint":"http://as.example/end""#;
        let error = search(None, published(plain)).0.unwrap_err();
        assert_eq!(error.class, Class::Login);
    }
}
