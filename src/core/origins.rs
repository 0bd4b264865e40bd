//! The origins that a token may be sent to, including a fallback's token, and the choice of a provider for a request.

use super::error::{Class, Code, Error, Result};
use super::text::concat;
use std::rc::Rc;

/// The provider that forbids sending a token to `origin`. `chain` leads from the provider that was asked to the one that owns
/// the token, each with its list of allowed origins.
///
/// The first list must contain the origin. A fallback's list, if it has one, is a further restriction: it applies to
/// that provider's tokens, whichever provider hands them out.
pub fn refused_by<Name>(
    chain: impl IntoIterator<Item = (Name, Vec<String>)>,
    origin: &str,
) -> Option<Name> {
    let mut links = chain.into_iter().enumerate();
    let refused = |place: usize, list: &[String]| {
        (place == 0 || !list.is_empty()) && !list.iter().any(|allowed| allowed == origin)
    };
    links
        .find(|(place, (_, list))| refused(*place, list))
        .map(|(_, (name, _))| name)
}

/// The most providers that a message lists.
const MAX_LISTED: usize = 8;

/// The provider for a request to `origin` that names none: the only provider that allows the origin.
///
/// # Errors
/// [`Class::UnknownProvider`], naming the candidates and what to do: no provider allows the origin, or several do.
pub fn only<'a>(providers: &[(&'a Rc<str>, &[String])], origin: &str) -> Result<&'a Rc<str>> {
    let allows = |list: &[String]| list.iter().any(|allowed| allowed == origin);
    let (mut found, mut count) = (None, 0);
    for (name, list) in providers {
        if allows(list) {
            found = Some(*name);
            count += 1;
        }
    }
    if let (Some(found), 1) = (found, count) {
        return Ok(found);
    }
    // Naming a provider opens no origin that its list lacks.
    let [problem, remedy] = match count {
        0 => [
            "no provider has ",
            " in allowedOrigins. Add it to that of one of these: ",
        ],
        _ => [
            "several providers have ",
            " in allowedOrigins. Name one of them by the option provider: ",
        ],
    };
    let mut message = concat(&[problem, origin, remedy]);
    let mut listed = 0;
    for (name, list) in providers {
        if count == 0 || allows(list) {
            message.push_str(if listed == 0 { "" } else { ", " });
            if listed == MAX_LISTED {
                message.push('…');
                break;
            }
            message.push_str(name);
            listed += 1;
        }
    }
    Err(Error::new(
        Class::UnknownProvider,
        Code::UnknownProvider,
        message,
    ))
}

/// The error for a token that may not be sent to `origin`, because the list of the provider `by` does not contain the
/// origin.
#[must_use]
pub fn not_allowed(origin: &str, by: &str) -> Error {
    let message = concat(&[
        "The token may not be sent to ",
        origin,
        ". To allow it, add \"",
        origin,
        "\" to providers.",
        by,
        ".allowedOrigins.",
    ]);
    Error::new(Class::Token, Code::OriginNotAllowed, message)
}
