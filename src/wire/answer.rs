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
    let json = &parse(text)?;
    Ok(match json.get_str("answer").unwrap_or_default() {
        "response" => Answer::Response(response(json, body)),
        "noResponse" => {
            let (why, cause) = no_response(json, causes);
            Answer::NoResponse(why, cause)
        }
        "text" => Answer::Text(json.secret("text")),
        // The initialization vector, the ciphertext and its tag.
        "sealed" => Answer::Text(json.get_str("bytes").and_then(sealed)),
        "written" => Answer::Written(json.flag("written").unwrap_or_default()),
        "keys" => Answer::Keys(json.get("keys").map(|_| json.texts("keys"))),
        "locked" => Answer::Locked(json.flag("locked").unwrap_or_default()),
        "proofKey" => Answer::ProofKey(found_key(json, causes)),
        "verified" => Answer::Verified(json.flag("verified").unwrap_or_default()),
        "parts" => Answer::Parts(parts(json, "parts")),
        "tokens" => match tokens::read(json) {
            Ok(tokens) => Answer::Tokens(tokens.into()),
            Err(mut error) => {
                error.class = Class::TokenAcquisition;
                error.code = Code::InvalidResponse;
                let refresh_token = json
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
                json.text("message").unwrap_or_default(),
            )
            .with_cause(causes.of(json.count("cause"))),
            refresh_token: json
                .secret("refreshToken")
                .filter(|token| !token.is_empty()),
        },
        "provider" => Answer::Provider(match json.get("error") {
            Some(wrong) => Err(error::read(wrong, causes).unwrap_or_else(unknown)),
            None => (json.get("provider"))
                .map(|config| config::provider(config, policies).map(Box::new))
                .transpose(),
        }),
        "decided" => {
            let step = moves::read_step(&parse(json.get_str("step").ok_or_else(unknown)?)?)?;
            Answer::Decided(Box::new(step))
        }
        "done" => Answer::Done,
        "threw" => Answer::Threw(thrown(json, causes)?),
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
pub(super) fn no_response(json: &Json, causes: &Causes) -> (Transport, Option<Cause>) {
    let why = match json.get_str("why").unwrap_or_default() {
        "networkOfPage" => Transport::NetworkOfPage,
        "timeout" => Transport::Timeout,
        "tooLarge" => Transport::TooLarge,
        "noProof" => Transport::NoProof,
        _ => Transport::Network,
    };
    (why, causes.of(json.count("cause")))
}

/// The parts of a request, from the member of this name.
pub(super) fn parts(json: &Json, name: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, value) in json.pairs(name) {
        parts.push(Part { name, value });
    }
    parts
}

pub(super) fn found_key(json: &Json, causes: &Causes) -> Option<FoundKey> {
    Some(FoundKey {
        thumbprint: json.get_str("thumbprint")?.into(),
        fault: causes.of(json.count("fault")),
    })
}

pub(super) fn response(json: &Json, body: Vec<u8>) -> HttpResponse {
    let mut headers = Vec::new();
    for (name, value) in json.pairs("headers") {
        if let Some(known) = RESPONSE_HEADERS.into_iter().find(|known| *known == name) {
            headers.push((known, value));
        }
    }
    HttpResponse {
        status: json
            .number("status")
            .and_then(|status| status.try_into().ok())
            .unwrap_or_default(),
        headers,
        body: body.into(),
        proved: json.get("proof").map(|proof| {
            Box::new(Proved {
                jkt: proof.get_str("thumbprint").unwrap_or_default().into(),
                proof: proof.secret("proof").unwrap_or_default(),
                again: false,
            })
        }),
    }
}

pub(super) fn thrown(json: &Json, causes: &Causes) -> Result<Thrown> {
    Ok(Thrown {
        cause: causes.of(json.count("cause")).ok_or_else(unknown)?,
        retryable: json.flag("retryable").unwrap_or_default(),
        error: json
            .get("error")
            .and_then(|error| error::read(error, causes)),
    })
}

/// The head of a response to a request that JavaScript sent.
pub(super) fn head(json: &Json) -> HttpResponse {
    response(json, Vec::new())
}
