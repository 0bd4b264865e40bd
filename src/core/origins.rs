//! Which origins a token may be sent to, where it may be another provider's.

/// The provider that keeps a token from `origin`. `chain` leads from the provider that was asked to the one whose token it is, each
/// with its list of allowed origins.
///
/// The first list must hold the origin. The list of a fallback restricts further where it has one: it says where that provider's
/// tokens may go, whoever hands them out.
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
