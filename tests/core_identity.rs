//! The parts of a credential's identity: a difference in any of them leads to another identity, and another storage
//! key.

mod cases;
mod fixtures;

use cases::cases;
use fixtures::{oauth, provider};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tokenward::core::config::{
    AssertionSource, CustomGrant, Endpoints, Grant, LoginConfig, LoginFormat, Made, OAuthConfig,
    OAuthGrant, ProviderConfig, StaticToken,
};
use tokenward::core::identity::{
    Behind, Former, IDENTITY_DIGITS, Inputs, Owner, asks, former, identity, inputs_of, of,
    prefixes, proof_key_name, storage_key,
};
use tokenward::core::oauth::form::Part;

fn owner<'a>(namespace: &'a str, name: &'a str) -> Owner<'a> {
    Owner {
        namespace,
        name,
        behind: None,
    }
}

fn api() -> Owner<'static> {
    owner("tokenward", "api")
}

fn id(config: OAuthConfig) -> String {
    identity(api(), &provider(config), None)
}

fn with(change: impl FnOnce(&mut OAuthConfig)) -> String {
    let mut config = OAuthConfig {
        scope: "a b".into(),
        audience: vec!["x".into(), "y".into()],
        resource: vec!["urn:1".into(), "urn:2".into()],
        params: vec![
            ("organization".into(), "a".into()),
            ("z".into(), "1".into()),
        ],
        ..oauth(OAuthGrant::ClientCredentials)
    };
    change(&mut config);
    id(config)
}

fn of_grant(grant: Grant) -> ProviderConfig {
    ProviderConfig {
        grant,
        refresh_policy: Default::default(),
        retry_policy: Default::default(),
    }
}

fn made(grant: OAuthGrant, fixed: Option<&str>) -> OAuthConfig {
    let exchanges = grant == OAuthGrant::TokenExchange;
    OAuthConfig {
        made: Some(Box::new(Made {
            subject: exchanges.then(|| "urn:subject".into()),
            assertion: (!exchanges).then_some(AssertionSource::Ready),
            fixed: fixed.map(subject).into_iter().collect(),
            ..Made::default()
        })),
        ..oauth(grant)
    }
}

fn subject(token: &str) -> Part {
    Part {
        name: "subject_token".into(),
        value: token.into(),
    }
}

fn all_differ(mut ids: Vec<String>) {
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

fn login(change: impl FnOnce(&mut LoginConfig)) -> ProviderConfig {
    let mut config = LoginConfig {
        urls: vec!["https://a.example/login".into()],
        probe: false,
        email: None,
        username: Some("eve".into()),
        password: "p".into(),
        client_id: None,
        client_secret: None,
        scope: String::new(),
        formats: vec![],
        token_fields: vec![],
    };
    change(&mut config);
    of_grant(Grant::Login(Rc::new(config)))
}

fn custom(coordinated: bool, owned_by: Option<&str>) -> ProviderConfig {
    of_grant(Grant::Custom(CustomGrant {
        can_refresh: true,
        coordinated,
        owned_by: owned_by.map(Rc::from),
        wish: None,
    }))
}

#[test]
fn an_identity_is_stable_since_stored_records_depend_on_it() {
    let plain = id(oauth(OAuthGrant::ClientCredentials));
    assert_eq!(plain.len(), IDENTITY_DIGITS);
    assert_eq!(plain, "t_YbUpWHt_LfkZewDhDlChp8A6TcEpivdUZy6gz4gaM");
}

#[test]
fn neither_the_order_of_requested_values_nor_authentication_matters() {
    for same in [
        with(|c| c.scope = "b a".into()),
        with(|c| c.scope = " b  a b".into()),
        with(|c| c.audience.reverse()),
        with(|c| c.resource.reverse()),
        with(|c| c.params.reverse()),
        with(|c| c.client_secret = Some("s".into())),
        with(|c| c.redirect_uri = Some("https://app.example/".into())),
        with(|c| {
            c.scope = "z".into();
            c.params.push(("scope".into(), "b a".into()));
        }),
    ] {
        assert_eq!(same, with(|_| {}));
    }
}

#[test]
fn the_same_client_under_another_name_or_namespace_is_another_credential() {
    let config = provider(oauth(OAuthGrant::RefreshToken));
    let owners = [
        owner("tokenward", "api"),
        owner("tokenward", "api2"),
        owner("tokenward2", "api"),
        owner("api", "tokenward"),
        owner("tokenwarda", "pi"),
        owner("", "tokenwardapi"),
    ];
    all_differ(owners.map(|o| identity(o, &config, None)).to_vec());
}

#[test]
fn every_difference_between_two_tokens_makes_another_credential() {
    all_differ(vec![
        with(|_| {}),
        with(|c| c.issuer = Some("https://as.example/".into())),
        with(|c| c.issuer = None),
        with(|c| c.endpoints = Endpoints::default()),
        with(|c| c.endpoints.token = Some("https://as.example/tenant/token".into())),
        with(|c| c.client_id = "app2".into()),
        with(|c| c.grant = OAuthGrant::RefreshToken),
        with(|c| c.grant = OAuthGrant::AuthorizationCode),
        with(|c| c.scope = "a".into()),
        with(|c| c.scope = "ab".into()),
        with(|c| c.scope = String::new()),
        with(|c| c.audience = vec!["x".into()]),
        with(|c| c.audience = vec!["xy".into()]),
        with(|c| c.resource = vec!["urn:1".into()]),
        with(|c| std::mem::swap(&mut c.audience, &mut c.resource)),
        with(|c| c.params.push(("audience".into(), "z".into()))),
        with(|c| c.params[0].1 = "b".into()),
        with(|c| c.params[0].0 = "organisation".into()),
        with(|c| c.params.truncate(1)),
        with(|c| c.params.push(("organization ".into(), "".into()))),
        with(|c| c.headers.push(("x-tenant".into(), "a".into()))),
        with(|c| c.headers.push(("x-tenant".into(), "b".into()))),
        with(|c| c.username = Some("alice".into())),
        with(|c| c.username = Some("bob".into())),
        with(|c| c.refresh_token = Some("r1".into())),
        with(|c| c.refresh_token = Some("r2".into())),
        with(|c| c.dpop = true),
    ]);
}

#[test]
fn another_subject_actor_or_assertion_is_another_credential() {
    let digest = |name: &str, value: &str| {
        let name = name.into();
        inputs_of(&[Part {
            name,
            ..subject(value)
        }])
    };
    let asked = provider(made(OAuthGrant::TokenExchange, None));
    let given = |inputs: Inputs| identity(api(), &asked, Some(&inputs));
    all_differ(vec![
        id(made(OAuthGrant::TokenExchange, Some("alice"))),
        id(made(OAuthGrant::TokenExchange, Some("bob"))),
        id(made(OAuthGrant::JwtBearer, Some("alice"))),
        id(made(OAuthGrant::JwtBearer, None)),
        identity(api(), &asked, None),
        given(digest("subject_token", "carol")),
        given(digest("actor_token", "alice")),
    ]);
    // A token has the same identity, from the configuration or from a function.
    assert_eq!(
        given(digest("subject_token", "alice")),
        id(made(OAuthGrant::TokenExchange, Some("alice")))
    );
    assert!(asks(&asked) && asks(&provider(made(OAuthGrant::JwtBearer, None))));
    assert!(!asks(&provider(made(
        OAuthGrant::JwtBearer,
        Some("claims")
    ))));
    assert!(!asks(&provider(oauth(OAuthGrant::ClientCredentials))));
}

#[test]
fn grants_without_a_server_have_identities_too() {
    let given = |token: &str| {
        of_grant(Grant::Static(Rc::new(StaticToken {
            token: token.into(),
            token_type: None,
            expires_at: None,
        })))
    };
    let configs = [
        given("t1"),
        given("t2"),
        custom(false, None),
        custom(true, None),
        custom(true, Some("acme")),
        custom(true, Some("globex")),
        login(|_| {}),
        login(|c| c.username = Some("bob".into())),
        login(|c| (c.email, c.username) = (c.username.take(), None)),
        login(|c| c.urls.push("eve".into())),
        login(|c| c.scope = "a".into()),
        login(|c| c.token_fields.push("a".into())),
        login(|c| c.formats.push(LoginFormat::Form)),
    ];
    all_differ(configs.map(|c| identity(api(), &c, None)).to_vec());
}

#[test]
fn no_password_goes_into_an_identity() {
    let password = |password: &str| {
        id(OAuthConfig {
            username: Some("eve".into()),
            password: Some(password.into()),
            ..oauth(OAuthGrant::Password)
        })
    };
    assert_eq!(password("1234"), password("4321"));
    let param = |password: &str| with(|c| c.params.push(("password".into(), password.into())));
    assert_eq!(param("1234"), param("4321"));
    // eve:1234, eve:4321, bob:1234
    let basic = |text: &str| {
        with(|c| {
            c.headers
                .push(("Authorization".into(), ["Basic ", text].concat().into()));
        })
    };
    assert_eq!(basic("ZXZlOjEyMzQ="), basic("ZXZlOjQzMjE="));
    assert_ne!(basic("ZXZlOjEyMzQ="), basic("Ym9iOjEyMzQ="));
    let same = [login(|_| {}), login(|c| c.password = "other".into())];
    assert_eq!(
        identity(api(), &same[0], None),
        identity(api(), &same[1], None)
    );
}

// — fallbacks without names —

fn inline<'a>(name: &'a str, behind: &'a Behind) -> Owner<'a> {
    Owner {
        namespace: "tokenward",
        name,
        behind: Some(behind),
    }
}

fn behind(provider: &str, places: &[usize]) -> Behind {
    Behind {
        provider: provider.into(),
        places: places.to_vec(),
    }
}

#[test]
fn fallbacks_that_are_called_the_same_have_keys_of_their_own() {
    let config = provider(oauth(OAuthGrant::ClientCredentials));
    let name = "a.fallback.fallback";
    let (nested, of_another) = (behind("a", &[0, 0]), behind("a.fallback", &[0]));
    let owners = [
        inline(name, &nested),
        inline(name, &of_another),
        owner("tokenward", name),
    ];
    let keys = owners.map(|o| storage_key(o, &identity(o, &config, None)));
    all_differ(keys.to_vec());
    assert!(owners[..2].iter().all(|o| former(*o, &config).is_none()));
    let places = [behind("a", &[0]), behind("a", &[1]), behind("a", &[0, 1])];
    all_differ(
        places
            .iter()
            .map(|b| identity(inline("n", b), &config, None))
            .collect(),
    );
}

// — storage keys —

#[test]
fn a_storage_key_shows_namespace_and_name_and_ends_in_the_identity() {
    let id = id(oauth(OAuthGrant::ClientCredentials));
    let key = storage_key(api(), &id);
    assert_eq!(key, format!("tokenward:api:{id}"));
    assert_eq!(of(&key), id);
    let escaped = storage_key(owner("a:b%", "c:d"), &id);
    assert_eq!(escaped, format!("a%3Ab%25:c:d:{id}"));
    let fallback = behind("api", &[0]);
    let key = storage_key(inline("api.fallback", &fallback), &id);
    assert_eq!(key, format!("tokenward%fallback:api.fallback:{id}"));
}

#[test]
fn with_any_names_a_storage_key_fits_into_workers_kv_with_a_prefix() {
    let config = provider(oauth(OAuthGrant::ClientCredentials));
    let mut keys = vec![];
    for name in ["ü".repeat(400), "ü".repeat(401), "😀".repeat(9_000)] {
        for namespace in ["tokenward".to_owned(), ":".repeat(400), ":".repeat(401)] {
            let owner = owner(&namespace, &name);
            let key = storage_key(owner, &identity(owner, &config, None));
            assert!(key.len() <= 384, "{} bytes", key.len());
            let begins = |prefix: &String| key.starts_with(prefix);
            assert!(prefixes(&namespace).iter().any(begins), "{key}");
            keys.push(key);
        }
    }
    all_differ(keys);
}

#[test]
fn no_key_of_a_namespace_begins_like_those_of_another() {
    let long = "n".repeat(200);
    let namespaces = ["a", "a%", "a%long", "a:b", "a%3Ab", "", &long, &long[1..]];
    let config = provider(oauth(OAuthGrant::ClientCredentials));
    for namespace in namespaces {
        let fallback = behind("x", &[0]);
        let owners = [
            owner(namespace, "x"),
            owner(namespace, ":x"),
            Owner {
                behind: Some(&fallback),
                ..owner(namespace, "x.fallback")
            },
        ];
        for owner in owners {
            let key = storage_key(owner, &identity(owner, &config, None));
            for other in namespaces {
                let begins = prefixes(other).iter().any(|prefix| key.starts_with(prefix));
                assert_eq!(begins, other == namespace, "{key} {other}");
            }
        }
    }
}

// — records from before the identity was in storage keys —

#[test]
fn a_former_record_is_found_if_its_key_names_its_owner() {
    let known = |config: &ProviderConfig| former(api(), config);
    let found = |fingerprint: &str| {
        Some(Former {
            key: "tokenward:api".into(),
            fingerprint: fingerprint.into(),
        })
    };
    let code = || oauth(OAuthGrant::AuthorizationCode);
    assert_eq!(known(&provider(code())), found("94e589cbe4f9854a"));
    let full = OAuthConfig {
        scope: "b a".into(),
        resource: vec!["urn:1".into()],
        params: vec![("audience".into(), "x".into())],
        dpop: true,
        ..code()
    };
    assert_eq!(known(&provider(full)), found("b7d5c0cca96dc616"));
    let one_server = OAuthConfig {
        endpoints: Endpoints::default(),
        ..oauth(OAuthGrant::ClientCredentials)
    };
    assert_eq!(known(&provider(one_server)), found("c657b0468ebe7b91"));
    assert_eq!(known(&custom(false, None)), found("047927c88812b311"));
    assert_eq!(known(&login(|_| {})), found("037ac7dc95cf5cc0"));
    let fallback = behind("api", &[0]);
    let inline = former(inline("api.fallback", &fallback), &custom(false, None)).unwrap();
    assert_eq!(&*inline.key, "tokenward%fallback:api.fallback");
    assert_eq!(inline.fingerprint, "0ba2d3c1fc39d0e6");
    assert_eq!(proof_key_name(api()), "tokenward:api");
}

#[test]
fn a_former_record_of_an_unknown_owner_is_not_taken_over() {
    let code = || oauth(OAuthGrant::AuthorizationCode);
    let changed = |change: &dyn Fn(&mut OAuthConfig)| {
        let mut config = code();
        change(&mut config);
        provider(config)
    };
    for config in [
        changed(&|c| c.params.push(("organization".into(), "a".into()))),
        changed(&|c| c.headers.push(("x-tenant".into(), "a".into()))),
        changed(&|c| c.refresh_token = Some("r".into())),
        provider(made(OAuthGrant::TokenExchange, Some("alice"))),
        provider(made(OAuthGrant::JwtBearer, None)),
        provider(oauth(OAuthGrant::ClientCredentials)),
        custom(true, Some("acme")),
        login(|c| c.token_fields.push("a".into())),
    ] {
        assert_eq!(former(api(), &config), None, "{config:?}");
    }
}

// — any configuration —

/// The properties that distinguish credentials, without their spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    namespace: &'static str,
    name: &'static str,
    grant: OAuthGrant,
    issuer: Option<&'static str>,
    endpoint: Option<&'static str>,
    client: &'static str,
    user: Option<&'static str>,
    refresh_token: Option<&'static str>,
    subject: Option<&'static str>,
    scopes: BTreeSet<&'static str>,
    resources: BTreeSet<&'static str>,
    audiences: BTreeSet<&'static str>,
    params: BTreeMap<&'static str, &'static str>,
    headers: BTreeMap<&'static str, &'static str>,
    dpop: bool,
}

/// Texts that could be confused when they are joined.
fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "ab", "a:b", "a.fallback", "scope"])
}

fn words() -> impl Strategy<Value = BTreeSet<&'static str>> {
    prop::collection::btree_set(word(), 0..3)
}

fn map() -> impl Strategy<Value = BTreeMap<&'static str, &'static str>> {
    let names = prop::sample::select(vec!["organization", "tenant", "x"]);
    prop::collection::btree_map(names, word(), 0..3)
}

fn grant() -> impl Strategy<Value = OAuthGrant> {
    prop::sample::select(vec![
        OAuthGrant::ClientCredentials,
        OAuthGrant::RefreshToken,
        OAuthGrant::TokenExchange,
        OAuthGrant::JwtBearer,
    ])
}

prop_compose! {
    fn model()(
        (namespace, name, client) in (word(), word(), word()), grant in grant(),
        (issuer, endpoint, user) in (prop::option::of(word()), prop::option::of(word()), prop::option::of(word())),
        (refresh_token, subject) in (prop::option::of(word()), prop::option::of(word())),
        (scopes, resources, audiences) in (words(), words(), words()), (params, headers) in (map(), map()), dpop in any::<bool>(),
    ) -> Model {
        Model { namespace, name, grant, issuer, endpoint, client, user, refresh_token, subject, scopes, resources, audiences, params, headers, dpop }
    }
}

fn owned<'a>(texts: impl Iterator<Item = &'a &'static str>, reversed: bool) -> Vec<String> {
    let mut texts: Vec<String> = texts.map(|text| (*text).to_owned()).collect();
    if reversed {
        texts.reverse();
    }
    texts
}

fn pairs<T: From<&'static str>>(
    map: &BTreeMap<&'static str, &'static str>,
    reversed: bool,
) -> Vec<(String, T)> {
    let mut pairs: Vec<_> = map
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    if reversed {
        pairs.reverse();
    }
    pairs
}

/// The storage key of a model's credential, in one spelling or the other.
fn key_of(model: &Model, reversed: bool) -> String {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let config = provider(OAuthConfig {
        issuer: text(model.issuer),
        endpoints: Endpoints {
            token: text(model.endpoint),
            ..Endpoints::default()
        },
        client_id: model.client.into(),
        username: text(model.user),
        refresh_token: model.refresh_token.map(Into::into),
        made: Some(Box::new(Made {
            fixed: model
                .subject
                .filter(|_| !reversed)
                .map(subject)
                .into_iter()
                .collect(),
            ..Made::default()
        })),
        scope: owned(model.scopes.iter(), reversed).join(" "),
        resource: owned(model.resources.iter(), reversed),
        audience: owned(model.audiences.iter(), reversed),
        params: pairs(&model.params, reversed),
        headers: pairs(&model.headers, reversed),
        dpop: model.dpop,
        client_secret: reversed.then(|| "s".into()),
        ..oauth(model.grant)
    });
    let owner = owner(model.namespace, model.name);
    let given = model.subject.filter(|_| reversed);
    let digest = given.map(|token| inputs_of(&[subject(token)]));
    storage_key(owner, &identity(owner, &config, digest.as_ref()))
}

/// Replaces one member of a model by that of another model.
fn change(model: &mut Model, other: &Model, member: usize) {
    match member {
        0 => model.namespace = other.namespace,
        1 => model.name = other.name,
        2 => model.grant = other.grant,
        3 => model.issuer = other.issuer,
        4 => model.endpoint = other.endpoint,
        5 => model.client = other.client,
        6 => model.user = other.user,
        7 => model.refresh_token = other.refresh_token,
        8 => model.subject = other.subject,
        9 => model.scopes = other.scopes.clone(),
        10 => model.resources = other.resources.clone(),
        11 => model.audiences = other.audiences.clone(),
        12 => model.params = other.params.clone(),
        13 => model.headers = other.headers.clone(),
        14 => model.dpop = other.dpop,
        _ => *model = other.clone(),
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn two_configurations_share_a_storage_key_if_and_only_if_their_tokens_are_the_same(
        first in model(), other in model(), member in 0..16usize,
    ) {
        let mut second = first.clone();
        change(&mut second, &other, member);
        prop_assert_eq!(key_of(&first, false), key_of(&first, true), "spelled otherwise");
        prop_assert_eq!(key_of(&first, false) == key_of(&second, true), first == second);
    }
}
