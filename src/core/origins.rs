//! Which origins a token may be sent to, if it may come from another provider (a fallback).

/// The provider that forbids sending a token to `origin`. `chain` leads from the provider that was asked to the one that owns
/// the token, each with its list of allowed origins.
///
/// The first list must hold the origin. A fallback's list, if it has one, restricts further: it says where that provider's
/// tokens may go, whichever provider hands them out.
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
