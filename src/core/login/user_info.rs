//! The server's claims about the signed-in user (OpenID Connect Core §5.3).
//!
//! The access token is that of the provider itself, and goes to no other address than the one in the issuer's metadata.
//! The response counts only if it is about the user of the ID token (§5.3.4). It is JSON, or a JWT that the issuer signed
//! (§5.3.2), as the client is registered. Such a JWT may omit `iss`, `aud` and `exp`. Its times are not checked, since it has
//! just come over TLS.

use super::of_login;
use super::party::Party;
use super::signature::SignatureCheck;
use crate::core::config::{Endpoint, ProviderConfig};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::http::HttpResponse;
use crate::core::json::{Json, ObjectWriter};
use crate::core::jwt;
use crate::core::oauth::{body_object, document_refusal};
use crate::core::secret::Secret;
use crate::core::text::{SecretText, part};
use crate::core::time::{Moment, Timestamp};
use crate::core::url::check_endpoint;
use crate::core::user;
use std::rc::Rc;

/// The request to the UserInfo endpoint.
#[derive(Debug)]
pub struct UserInfo {
    party: Party,
    /// `sub` of the ID token, once it is found.
    subject: String,
    /// The deadline of the response and of the check.
    until: Timestamp,
    /// A response that is a JWT, and the check of its signature.
    signed: Option<(Secret, SignatureCheck)>,
}

type Step = Next<Result<String>>;

/// The errors of RFC 6750 §3.1 and RFC 9470 §3. Others are not shown: they are the server's text, which may repeat the
/// token, and this machine does not know the token. They are in quotes, as in challenges and JSON, because searching
/// for them takes less code than parsing both.
const ERRORS: [&str; 4] = [
    r#""invalid_token""#,
    r#""insufficient_scope""#,
    r#""insufficient_user_authentication""#,
    r#""invalid_request""#,
];

impl UserInfo {
    /// A request about the user of the provider called `name`.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`]: the provider has no issuer.
    pub fn new(name: Rc<str>, provider: ProviderConfig) -> Result<Self> {
        let party = Party::oauth(name.clone(), provider);
        let party = party.filter(|party| party.config.issuer.is_some());
        let party = party.ok_or_else(|| {
            let path = ["providers.", &name, ".issuer"].concat();
            let problem = "is needed: its metadata has the userinfo_endpoint";
            Error::configuration(&path, problem)
        })?;
        Ok(Self {
            party,
            subject: String::new(),
            until: Timestamp(i64::MAX),
            signed: None,
        })
    }

    fn step(&mut self, answer: Answer, at: Moment) -> Result<Step> {
        let config = &self.party.config;
        let work = match (answer, &mut self.signed) {
            (Answer::IdToken(found), _) => {
                let nobody = "no ID token is held to compare the claims' sub with: log in with the scope openid";
                let nobody = || Error::new(Class::TokenNotFound, Code::TokenNotFound, nobody);
                let named = found?.and_then(|token| user::named_by(token.reveal(), config));
                self.subject = named.ok_or_else(nobody)?.subject;
                Work::Discover(config.clone())
            }
            (Answer::Metadata(metadata), _) => {
                let metadata = metadata?;
                let url = metadata.userinfo_endpoint.clone();
                let url = url.ok_or_else(|| invalid("the issuer has no userinfo_endpoint"))?;
                if let Err(problem) = check_endpoint(&url, config.allow_insecure_http) {
                    let message = ["the issuer's userinfo_endpoint ", problem].concat();
                    return Err(invalid(message));
                }
                self.until = at.now.plus(self.party.provider.retry_policy.deadline_ms);
                self.party.metadata = Some(metadata);
                Work::FetchAsUser(url)
            }
            (Answer::Keys(keys), Some((token, check))) => {
                check.take(keys?);
                check.check(token.reveal(), config).map_err(refused)?
            }
            (Answer::Verified(good), Some((token, check))) => {
                if good {
                    let claims = jwt::decode(token.reveal()).map_err(refused)?.claims;
                    return self.read(&claims, true);
                }
                check.next(token.reveal()).map_err(refused)?
            }
            (answer, signed) => {
                let response = answer.response()?;
                if response.status != 200 {
                    let what = "the UserInfo endpoint's answer";
                    let mut error = document_refusal(what, response.status);
                    error.oauth_error = refusal(&response).map(str::to_owned);
                    return Err(error);
                }
                if let Some(claims) = body_object(&response) {
                    return self.read(&claims, false);
                }
                let token = std::str::from_utf8(response.body.bytes()).unwrap_or_default();
                // A JWT's header begins with `{`, which base64url makes an `e`.
                if !token.starts_with('e') {
                    let problem =
                        "the UserInfo endpoint's answer is neither a JSON object nor a JWT";
                    return Err(invalid(problem));
                }
                let check = SignatureCheck::new(self.party.endpoint(Endpoint::JwksUri)?);
                let (_, check) = signed.insert((token.into(), check));
                check.check(token, config).map_err(refused)?
            }
        };
        let until = self.until;
        Ok(Next::Do { work, until })
    }

    /// True if a JWT is from the issuer and for the client. It need not name them (§5.3.2).
    fn is_ours(&self, claims: &Json) -> bool {
        let config = &self.party.config;
        let issuer = claims.get("iss").map(Json::as_str);
        let audience = claims.get("aud").map(jwt::audience_of);
        issuer.is_none_or(|issuer| issuer == config.issuer.as_deref())
            && audience.is_none_or(|audience| {
                audience.is_some_and(|all| all.contains(&&*config.client_id))
            })
    }

    /// The claims, the text of a JSON object. The tokens of distributed claims (§5.6.2) are left out. `signed` is true
    /// if the claims were those of a JWT.
    fn read(&self, claims: &Json, signed: bool) -> Result<Step> {
        if signed && !self.is_ours(claims) {
            return Err(invalid(
                "the UserInfo endpoint's JWT is from another issuer (iss) or for another client (aud)",
            ));
        }
        if claims.get_str("sub") != Some(&self.subject) {
            return Err(invalid(
                "the UserInfo endpoint's sub is not the ID token's: the claims are another user's",
            ));
        }
        let mut text = SecretText::default();
        let mut shown = ObjectWriter::new(&mut text);
        if let Json::Object(members) = claims {
            for (name, value) in members {
                if name != "_claim_sources" {
                    shown.value(name, value);
                }
            }
        }
        shown.finish();
        Ok(Next::Done(Ok(text.into_string())))
    }
}

/// The error in a refusal. It is in the challenge, or in the body, since pages can read the challenge only if the
/// server allows it.
fn refusal(response: &HttpResponse) -> Option<&'static str> {
    let header = response.header("www-authenticate").unwrap_or_default();
    let texts = [header.as_bytes(), response.body.bytes()];
    let found = ERRORS.into_iter().find(|quoted| {
        let quoted = quoted.as_bytes();
        let mut texts = texts.iter();
        texts.any(|text| text.windows(quoted.len()).any(|part| part == quoted))
    });
    found.map(|quoted| part(quoted, 1..quoted.len() - 1))
}

/// Marks the error of a refused JWT as an invalid response, since no login failed.
fn refused(mut error: Error) -> Error {
    error.class = Class::Login;
    error.code = Code::InvalidResponse;
    error
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Class::Login, Code::InvalidResponse, message)
}

impl Flow for UserInfo {
    /// The claims, the text of a JSON object.
    type Output = Result<String>;

    fn begin(&mut self, _at: Moment) -> Step {
        Next::Do {
            work: Work::FindIdToken,
            until: Timestamp(i64::MAX),
        }
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Step {
        let step = self.step(answer, at);
        step.unwrap_or_else(|error| Next::Done(Err(of_login(error).of(&self.party.name))))
    }
}
