//! Demonstrating proof of possession (DPoP, RFC 9449): the content of a proof, the meaning of a response to it, and the
//! tokens that can be used with each key.
//!
//! The host holds the key, which cannot be exported. The host adds the key, a `jti` and the token's hash to the
//! [`Claims`], and signs them. [`Servers`] keeps the facts about proofs that each origin has sent.

use super::config::{ClientAuth, OAuthConfig};
use super::error::{Error, Result};
use super::http::HttpResponse;
use super::oauth::{body_object, http_date};
use super::secret::Secret;
use super::text::{concat, part};
use super::time::{Moment, SECOND};
use super::tokens::{Targets, TokenSet};
use super::url::Url;
use std::rc::Rc;

/// The claims of a proof that the core decides (RFC 9449 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The URL without query and fragment, scheme and host in lower case, without the port that the scheme implies
    /// (RFC 3986 §6.2.2, §6.2.3).
    pub htu: String,
    /// The present in seconds, by the server's clock if that is known.
    pub iat: i64,
    /// The nonce that the server asks for, if any.
    pub nonce: Option<String>,
    /// The correction of `iat`: this machine's clock minus the server's.
    pub skew_ms: i64,
}

/// The facts about proofs that one server has sent.
#[derive(Debug)]
struct Server {
    origin: String,
    nonce: Option<String>,
    /// This machine's clock minus the server's.
    skew_ms: Option<i64>,
}

/// The facts about proofs that servers have sent, by origin (RFC 9449 §8.1, §9).
#[derive(Debug, Default)]
pub struct Servers(Vec<Server>);

/// The number of servers that are remembered. The server that was heard from least recently is forgotten first.
const MAX_SERVERS: usize = 100;
/// A longer nonce is ignored. The limit leaves room for the signed token that some servers use as a nonce.
const MAX_NONCE: usize = 1024;

impl Servers {
    /// The claims of a proof for a request to `url`; `None` if that is no http(s) URL. `skew_ms`, this machine's clock minus
    /// the authorization server's, is used for servers whose own time is not known.
    #[must_use]
    pub fn claims(&self, url: &str, skew_ms: Option<i64>, at: Moment) -> Option<Claims> {
        let url = Url::parse(url).ok()?;
        let path = if url.path.is_empty() { "/" } else { url.path };
        let htu = concat(&[&url.origin(), path]);
        let known = self.0.iter().find(|server| server.is_at(&htu));
        let shown = known.and_then(|server| server.skew_ms);
        let skew_ms = shown.or(skew_ms).unwrap_or(0);
        Some(Claims {
            iat: at.wall(at.now).saturating_sub(skew_ms).div_euclid(SECOND),
            nonce: known.and_then(|server| server.nonce.clone()),
            htu,
            skew_ms,
        })
    }

    /// Remembers the nonce and the time in the response from `claims.htu`. True if the request is worth repeating with
    /// a new proof: the server asks for a nonce (RFC 9449 §8, §9), or refuses the proof and shows a clock that differs
    /// from the assumed one. A caller repeats only once.
    pub fn answered(&mut self, claims: &Claims, response: &HttpResponse, at: Moment) -> bool {
        let nonce = response.header("dpop-nonce").filter(|text| is_nonce(text));
        let skew_ms = http_date::clock_skew(response, at.now, at.now, at.wall_offset_ms);
        if nonce.is_some() || skew_ms.is_some() {
            self.remember(&claims.htu, nonce, skew_ms);
        }
        match complaint(response) {
            Some(Complaint::Nonce) => nonce.is_some() && nonce != claims.nonce.as_deref(),
            Some(Complaint::Proof) => skew_ms.is_some_and(|skew| skew != claims.skew_ms),
            None => false,
        }
    }

    fn remember(&mut self, htu: &str, nonce: Option<&str>, skew_ms: Option<i64>) {
        let place = self.0.iter().position(|server| server.is_at(htu));
        let mut server = match place {
            Some(place) => self.0.remove(place),
            None => Server {
                origin: origin_of(htu).to_owned(),
                nonce: None,
                skew_ms: None,
            },
        };
        server.skew_ms = skew_ms.or(server.skew_ms);
        server.nonce = nonce.map(str::to_owned).or(server.nonce);
        if self.0.len() == MAX_SERVERS {
            self.0.remove(0);
        }
        self.0.push(server);
    }
}

impl Server {
    fn is_at(&self, htu: &str) -> bool {
        self.origin == origin_of(htu)
    }
}

/// The part before the path, which begins at the third slash.
fn origin_of(htu: &str) -> &str {
    let mut slashes = htu.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let end = slashes.nth(2).map_or(htu.len(), |(at, _)| at);
    part(htu, 0..end)
}

/// RFC 9449 §8.1: `1*NQCHAR`.
fn is_nonce(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    (1..=MAX_NONCE).contains(&text.len()) && text.bytes().all(allowed)
}

/// A server's objection to a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Complaint {
    Nonce,
    Proof,
}

/// Authorization servers object in the body (RFC 9449 §8), resource servers in the challenge (§9). A 401 whose challenge a page
/// may not read (CORS) counts as asking for the nonce sent with it.
fn complaint(response: &HttpResponse) -> Option<Complaint> {
    if !matches!(response.status, 400 | 401) {
        return None;
    }
    let body = body_object(response);
    let error = body.as_ref().and_then(|body| body.get_str("error"));
    let challenge = response.header("www-authenticate");
    let challenge_says = |code: &str| {
        // Not `contains`: its searcher is a kilobyte of code.
        let mut places = challenge.unwrap_or("").as_bytes().windows(code.len());
        places.any(|place| place == code.as_bytes())
    };
    let says = |code: &str| error == Some(code) || challenge_says(code);
    if says("use_dpop_nonce") {
        Some(Complaint::Nonce)
    } else if says("invalid_dpop_proof") {
        Some(Complaint::Proof)
    } else {
        let mute = response.status == 401 && error.is_none() && challenge.is_none();
        mute.then_some(Complaint::Nonce)
    }
}

/// Checks that a token's type is the requested one. A token bound to a key is useless without proofs, and an unbound
/// one would be sent without a proof (RFC 9449 §5).
///
/// # Errors
/// A sentence about the error.
pub fn check_type(token_type: &str, proved: bool) -> std::result::Result<(), &'static str> {
    let is = |name: &str| token_type.eq_ignore_ascii_case(name);
    match proved {
        true if is("dpop") => Ok(()),
        true => Err(
            "token_type is not DPoP although a proof was sent: the server does not bind its tokens to a key, so leave dpop out",
        ),
        false if is("bearer") => Ok(()),
        false if is("dpop") => Err("token_type is DPoP, which was not asked for: set dpop to true"),
        false => Err("token_type is not Bearer: the token cannot be used"),
    }
}

/// The stored tokens that can be used with `key`. An access token bound to another key is useless, and so is a public client's
/// refresh token. The refresh token of a client that authenticates is not bound (RFC 9449 §5).
#[must_use]
pub fn usable(mut tokens: TokenSet, config: &OAuthConfig, key: Option<&str>) -> Option<TokenSet> {
    if tokens.bound_to.is_some() && tokens.bound_to.as_deref() != key {
        tokens.refresh_token.as_ref()?;
        if config.client_auth() == ClientAuth::None {
            return None;
        }
        tokens.access_token = Secret::default();
        tokens.targets = Targets::default();
        tokens.bound_to = None;
    }
    Some(tokens)
}

/// Marks tokens that were set by hand as bound to `key`. Without a type they count as DPoP tokens.
///
/// # Errors
/// [`Code::InvalidConfiguration`](super::error::Code::InvalidConfiguration) if they have another type: a token of that type
/// would go out without a proof.
pub fn bind(tokens: &mut TokenSet, token_type: Option<&str>, key: Option<Rc<str>>) -> Result<()> {
    const NAME: &str = "DPoP";
    if token_type.is_some_and(|name| !name.eq_ignore_ascii_case(NAME)) {
        let problem = "must be \"DPoP\", or left out: the provider's tokens are bound to its key (dpop: true)";
        return Err(Error::configuration("tokens.tokenType", problem));
    }
    tokens.token_type = NAME.into();
    tokens.bound_to = key;
    Ok(())
}
