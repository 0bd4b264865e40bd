//! The results of works, on the way to the engine.

use super::config::{self, Policies};
use super::error::{self, Causes};
use super::moves;
use super::read::{Members, parse, unknown};
use super::tokens;
use crate::core::base64;
use crate::core::engine::effect::{Answer, FoundKey, Thrown};
use crate::core::envelope::{self, Sealed};
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::http::{HttpResponse, Proved, RESPONSE_HEADERS, Transport};
use crate::core::json::Json;
use crate::core::oauth::form::Part;
use crate::core::secret::Secret;

/// The answer in a JSON text. `body` is that of a response.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if the text is no answer.
pub fn read(text: &str, body: Vec<u8>, policies: &Policies, causes: &Causes) -> Result<Answer> {
    let given = &parse(text)?;
    Ok(match given.get_str("answer").unwrap_or_default() {
        "response" => Answer::Response(response(given, body)),
        "noResponse" => {
            let (why, cause) = no_response(given, causes);
            Answer::NoResponse(why, cause)
        }
        "text" => Answer::Text(given.secret("text")),
        // The initialization vector, the ciphertext and its tag.
        "sealed" => Answer::Text(given.get_str("bytes").and_then(sealed)),
        "written" => Answer::Written(given.flag("written").unwrap_or_default()),
        "keys" => Answer::Keys(given.get("keys").map(|_| given.texts("keys"))),
        "locked" => Answer::Locked(given.flag("locked").unwrap_or_default()),
        "proofKey" => Answer::ProofKey(found_key(given, causes)),
        "verified" => Answer::Verified(given.flag("verified").unwrap_or_default()),
        "parts" => Answer::Parts(parts(given, "parts")),
        "tokens" => match tokens::read(given) {
            Ok(tokens) => Answer::Tokens(tokens.into()),
            Err(mut error) => {
                error.class = Class::TokenAcquisition;
                error.code = Code::InvalidResponse;
                let refresh_token = given
                    .secret("refreshToken")
                    .filter(|token| !token.is_empty());
                Answer::NoTokens {
                    error,
                    refresh_token,
                }
            }
        },
        "noTokens" => Answer::NoTokens {
            error: Error::new(
                Class::TokenAcquisition,
                Code::InvalidResponse,
                given.text("message").unwrap_or_default(),
            )
            .with_cause(causes.of(given.count("cause"))),
            refresh_token: given
                .secret("refreshToken")
                .filter(|token| !token.is_empty()),
        },
        "provider" => Answer::Provider(match given.get("error") {
            Some(wrong) => Err(error::read(wrong, causes).unwrap_or_else(unknown)),
            None => (given.get("provider"))
                .map(|config| config::provider(config, policies).map(Box::new))
                .transpose(),
        }),
        "decided" => {
            let step = moves::read_step(&parse(given.get_str("step").ok_or_else(unknown)?)?)?;
            Answer::Decided(Box::new(step))
        }
        "done" => Answer::Done,
        "threw" => Answer::Threw(thrown(given, causes)?),
        "timedOut" => Answer::TimedOut,
        _ => return Err(unknown()),
    })
}

/// The encrypted content, in its envelope.
fn sealed(bytes: &str) -> Option<Secret> {
    let bytes = base64::decode_url(bytes)?;
    let (iv, content) = bytes.split_first_chunk()?;
    Some(envelope::write(&Sealed {
        iv: *iv,
        content: content.to_vec(),
    }))
}

/// The reason why no response came.
pub(super) fn no_response(given: &Json, causes: &Causes) -> (Transport, Option<Cause>) {
    let why = match given.get_str("why").unwrap_or_default() {
        "networkOfPage" => Transport::NetworkOfPage,
        "timeout" => Transport::Timeout,
        "tooLarge" => Transport::TooLarge,
        "noProof" => Transport::NoProof,
        _ => Transport::Network,
    };
    (why, causes.of(given.count("cause")))
}

/// The parts of a request, from the member of this name.
pub(super) fn parts(given: &Json, name: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, value) in given.pairs(name) {
        parts.push(Part { name, value });
    }
    parts
}

pub(super) fn found_key(given: &Json, causes: &Causes) -> Option<FoundKey> {
    Some(FoundKey {
        thumbprint: given.get_str("thumbprint")?.into(),
        fault: causes.of(given.count("fault")),
    })
}

pub(super) fn response(given: &Json, body: Vec<u8>) -> HttpResponse {
    let mut headers = Vec::new();
    for (name, value) in given.pairs("headers") {
        if let Some(known) = RESPONSE_HEADERS.into_iter().find(|known| *known == name) {
            headers.push((known, value));
        }
    }
    HttpResponse {
        status: given
            .number("status")
            .and_then(|status| status.try_into().ok())
            .unwrap_or_default(),
        headers,
        body: body.into(),
        proved: given.get("proof").map(|proof| {
            Box::new(Proved {
                jkt: proof.get_str("thumbprint").unwrap_or_default().into(),
                proof: proof.secret("proof").unwrap_or_default(),
                again: false,
            })
        }),
    }
}

pub(super) fn thrown(given: &Json, causes: &Causes) -> Result<Thrown> {
    Ok(Thrown {
        cause: causes.of(given.count("cause")).ok_or_else(unknown)?,
        retryable: given.flag("retryable").unwrap_or_default(),
        error: given
            .get("error")
            .and_then(|error| error::read(error, causes)),
    })
}

/// The head of a response to a request that JavaScript sent.
pub(super) fn head(given: &Json) -> HttpResponse {
    response(given, Vec::new())
}
