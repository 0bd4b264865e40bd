//! The results of the desk's works.

use crate::core::base64;
use crate::core::error::Result;
use crate::core::flow::Entropy;
use crate::core::json::Json;
use crate::core::login::desk::effect::{Answer, Provider};
use crate::core::login::window::{Place, Seen};
use crate::core::oauth::metadata::Metadata;
use crate::wire::answer::{self, found_key, parts, response, thrown};
use crate::wire::config::{self, Policies};
use crate::wire::error::{self, Causes};
use crate::wire::read::{Members, parse, unknown};
use std::rc::Rc;
use zeroize::Zeroizing;

/// The answer in a JSON text. `body` is that of a response.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no answer.
pub fn read(text: &str, body: Vec<u8>, policies: &Policies, causes: &Causes) -> Result<Answer> {
    let json = &parse(text)?;
    Ok(match json.get_str("answer").unwrap_or_default() {
        "response" => Answer::Response(response(json, body)),
        "noResponse" => {
            let (why, cause) = answer::no_response(json, causes);
            Answer::NoResponse(why, cause)
        }
        "parts" => Answer::Parts(parts(json, "parts")),
        "verified" => Answer::Verified(json.flag("verified").unwrap_or_default()),
        "proofKey" => {
            let kept = json.flag("kept").unwrap_or_default();
            Answer::ProofKey(found_key(json, causes).map(|key| (key, kept)))
        }
        "random" => Answer::Random(Box::new(Entropy(bytes(json)?))),
        "digest" => Answer::Digest(*bytes(json)?),
        "session" => Answer::Session(json.get("entries").map(|_| json.pairs("entries"))),
        "written" => Answer::Written(json.flag("written").unwrap_or_default()),
        "provider" => Answer::Provider(Box::new(provider(json, policies)?)),
        "metadata" => {
            let metadata = json.get("metadata").ok_or_else(unknown)?;
            Answer::Metadata(Rc::new(Metadata::of(metadata)))
        }
        "text" => Answer::IdToken(json.secret("text")),
        "given" => Answer::Given(json.flag("given").unwrap_or_default()),
        "seen" => Answer::Seen(Box::new(Seen {
            place: match json.get_str("place") {
                Some("gone") => Place::Gone,
                Some("closed") => Place::Closed,
                Some("elsewhere") => Place::Elsewhere,
                _ => Place::Here(json.secret("url").ok_or_else(unknown)?),
            },
            focus: json.flag("focus"),
            handed: json.secret("handed"),
        })),
        "failed" => Answer::Failed(error::again(json.get("error").ok_or_else(unknown)?, causes)),
        "threw" => Answer::Threw(thrown(json, causes)?),
        "timedOut" => Answer::TimedOut,
        _ => return Err(unknown()),
    })
}

fn provider(json: &Json, policies: &Policies) -> Result<Provider> {
    let config = json.get("provider").ok_or_else(unknown)?;
    let name = config.get_str("name").ok_or_else(unknown)?;
    Ok(Provider {
        name: name.into(),
        config: config::of_login(config, policies)?,
        functions: config.count("functions"),
        logouts: json.count("logouts").unwrap_or_default(),
        proof_key: json.text("proofKey"),
    })
}

fn bytes<const N: usize>(json: &Json) -> Result<Zeroizing<[u8; N]>> {
    let bytes = json.get_str("bytes").and_then(base64::decode_url);
    let bytes = Zeroizing::new(bytes.unwrap_or_default());
    let mut array = Zeroizing::new([0; N]);
    if bytes.len() != N {
        return Err(unknown());
    }
    array.copy_from_slice(&bytes);
    Ok(array)
}
