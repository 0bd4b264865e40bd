//! The rules for a token and its type on every way in, so that none of them can make a header of another shape.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::config::{Grant, ProviderConfig, StaticToken, validate};
use tokenward::core::given::{Member, TokenInput};
use tokenward::core::json::ObjectWriter;
use tokenward::core::oauth::token_response::{self, ResponseContext};
use tokenward::core::record;
use tokenward::core::secret::Secret;
use tokenward::core::text::SecretText;
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::{TokenSet, is_access_token, is_http_token};

/// Texts that would end a header's field, begin another, or be refused by `Headers` with an error that repeats them.
const NO_TOKENS: [&str; 14] = [
    "",
    "a b",
    " a",
    "a ",
    "Bearer a",
    "a\r\nX: 1",
    "a\nb",
    "a\tb",
    "a\0b",
    "a\u{7f}",
    "t\u{f6}ken",
    "\u{1f600}",
    "a,b",
    "a\"b",
];

const MOMENT: Moment = Moment {
    now: Timestamp(1_700_000_000_000),
    wall_offset_ms: 0,
    random: 0,
};

fn input(access_token: &str) -> TokenInput {
    TokenInput {
        access_token: access_token.into(),
        ..TokenInput::default()
    }
}

fn answer(access_token: &str) -> Result<TokenSet, String> {
    let mut body = SecretText::default();
    let mut object = ObjectWriter::new(&mut body);
    object.string("access_token", access_token);
    object.string("token_type", "Bearer");
    object.number("expires_in", Some(3600));
    object.finish();
    let context = ResponseContext {
        refreshing: None,
        party: None,
        exchanging: false,
        requested_scope: "",
        sent_at: MOMENT.now,
        received_at: MOMENT.now,
        wall_offset_ms: 0,
        assumed_lifetime_ms: 3_600_000,
        secrets: &[],
    };
    token_response::read(&response(200, body.as_str()), &context)
        .map_err(|error| error.message.to_string())
}

fn stored(tokens: &TokenSet) -> Result<TokenSet, record::Miss> {
    record::read(record::write(tokens, "c", true, 0).reveal(), "c", 0)
}

fn static_token(token: &str, token_type: Option<&str>) -> Result<(), String> {
    let token = StaticToken {
        token: token.into(),
        token_type: token_type.map(str::to_owned),
        expires_at: None,
    };
    let config = ProviderConfig {
        grant: Grant::Static(token.into()),
        refresh_policy: Default::default(),
        retry_policy: Default::default(),
    };
    validate(&config, "p").map_err(|error| error.message.to_string())
}

#[test]
fn an_access_token_that_no_header_can_carry_is_refused_on_every_way_in() {
    for text in NO_TOKENS {
        assert!(!is_access_token(text), "{text:?}");
        assert_eq!(
            input(text).check().map_err(|(member, _)| member),
            Err(Member::AccessToken),
            "given: {text:?}"
        );
        let given = input(text).into_tokens(MOMENT, 3_600_000);
        let from_server = answer(text);
        let configured = static_token(text, None);
        assert!(from_server.is_err(), "answered: {text:?}");
        assert!(configured.is_err(), "configured: {text:?}");
        for message in [
            given.expect_err("given").message.to_string(),
            from_server.expect_err("answered"),
            configured.expect_err("configured"),
        ] {
            assert!(
                text.trim().len() < 2 || !message.contains(text),
                "repeats what was there: {message}"
            );
        }
        // A session with only a refresh token has an empty access token.
        let read = stored(&token_set(text));
        assert_eq!(read.is_ok(), text.is_empty(), "stored: {text:?}");
    }
}

#[test]
fn a_token_type_that_is_no_authentication_scheme_is_refused_on_every_way_in() {
    for text in NO_TOKENS.into_iter().chain(["Bearer:", "a/b", "a=b"]) {
        assert!(!is_http_token(text), "{text:?}");
        let given = TokenInput {
            token_type: Some(text.into()),
            ..input("at")
        };
        assert_eq!(
            given.check().map_err(|(member, _)| member),
            Err(Member::TokenType),
            "given: {text:?}"
        );
        assert!(static_token("at", Some(text)).is_err(), "{text:?}");
        let tokens = TokenSet {
            token_type: text.to_owned().into(),
            ..token_set("at")
        };
        assert_eq!(stored(&tokens), Err(record::Miss::Corrupt), "{text:?}");
    }
}

/// The tokens of RFC 6750 §2.1, and those that large services issue beyond it.
#[test]
fn the_tokens_that_servers_issue_are_taken() {
    for text in [
        "mF_9.B5f-4.1JqM",
        "eyJhbGciOiJub25lIn0.e30.",
        "abc+/~==",
        "00D50000000IehZ!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMf", // Salesforce
        "Atza|IQEBLjAsAhRmHjNgHpi0U-Dme37rR6CuUpSR",                    // Amazon
        "AAAA%2FAAA%3DAAAAAAAA",                                        // X
        "v^1.1#i^1#f^0#p^3#r^1#t^H4sIAAAA==",                           // eBay
        "ver:1-hint:1234-ETMsDgAAAX",                                   // Snowflake
        "ATCTT3xFfGN0_x=5C8C9F1A",                                      // Atlassian
    ] {
        assert!(is_access_token(text), "{text}");
        assert_eq!(answer(text).expect(text).access_token.reveal(), text);
        assert_eq!(stored(&token_set(text)), Ok(token_set(text)));
        assert_eq!(static_token(text, Some("token")), Ok(()));
        assert_eq!(input(text).check(), Ok(()));
    }
}

#[test]
fn other_members_of_a_token_set_must_fit_rfc_6749() {
    let secret = |text: &str| Some(Secret::from(text));
    let wrong = [
        (
            Member::Scope,
            TokenInput {
                scope: Some("a\nb".into()),
                ..input("at")
            },
        ),
        (
            Member::RefreshToken,
            TokenInput {
                refresh_token: secret("r\r\nX: 1"),
                ..input("at")
            },
        ),
        (
            Member::IdToken,
            TokenInput {
                id_token: secret("i\0"),
                ..input("at")
            },
        ),
    ];
    for (member, input) in wrong {
        assert_eq!(input.check().map_err(|(member, _)| member), Err(member));
        let error = input.into_tokens(MOMENT, 1_000).expect_err("wrong");
        assert!(error.message.starts_with(member.name(false)));
    }
    let right = TokenInput {
        scope: Some("openid https://graph.microsoft.com/.default".into()),
        refresh_token: secret("M.C5xx_BAY.0.U.-Cn!abc*def$ ghi"),
        id_token: secret("e30.e30."),
        ..input("at")
    };
    assert_eq!(right.check(), Ok(()));
}

proptest! {
    #[test]
    fn an_accepted_token_is_one_word_of_visible_characters(text in any::<String>()) {
        if is_access_token(&text) {
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\()<>".contains(&byte)));
        }
    }
}
