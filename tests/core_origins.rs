//! The allowed origins of a token, including one that another provider lent.

use std::rc::Rc;
use tokenward::core::error::{Class, Code};
use tokenward::core::origins::{only, refused_by};

const HERE: &str = "https://here.example";
const THERE: &str = "https://there.example";

fn refused(lists: &[&[&str]]) -> Option<usize> {
    let lists = lists.iter().enumerate();
    let owned =
        lists.map(|(at, list)| (at, list.iter().map(|origin| (*origin).to_owned()).collect()));
    refused_by(owned, HERE)
}

#[test]
fn the_provider_that_is_asked_must_allow_the_origin() {
    assert_eq!(refused(&[&[HERE]]), None);
    assert_eq!(refused(&[&[THERE, HERE]]), None);
    assert_eq!(refused(&[&[THERE]]), Some(0));
    assert_eq!(refused(&[&[]]), Some(0));
    assert_eq!(refused(&[&["https://here.example.evil"]]), Some(0));
}

#[test]
fn the_list_of_every_fallback_on_the_way_counts_where_there_is_one() {
    assert_eq!(refused(&[&[HERE], &[HERE]]), None);
    assert_eq!(refused(&[&[HERE], &[]]), None);
    assert_eq!(refused(&[&[HERE], &[THERE]]), Some(1));
    assert_eq!(refused(&[&[HERE], &[], &[THERE]]), Some(2));
    assert_eq!(refused(&[&[THERE], &[HERE]]), Some(0));
}

/// The provider that is chosen among those with these lists, or the message.
fn chosen(lists: &[(&str, &[&str])]) -> Result<String, String> {
    let owned: Vec<(Rc<str>, Vec<String>)> = lists
        .iter()
        .map(|(name, list)| ((*name).into(), list.iter().map(|o| (*o).into()).collect()))
        .collect();
    let providers: Vec<_> = owned.iter().map(|(name, list)| (name, &list[..])).collect();
    let chosen = only(&providers, HERE).map(|name| name.to_string());
    chosen.map_err(|error| {
        assert_eq!(error.class, Class::UnknownProvider);
        assert_eq!(error.code, Code::UnknownProvider);
        error.message.to_string()
    })
}

#[test]
fn the_only_provider_that_allows_the_origin_is_chosen() {
    assert_eq!(
        chosen(&[("a", &[THERE]), ("b", &[THERE, HERE])]).unwrap(),
        "b"
    );
    assert_eq!(chosen(&[("a", &[HERE, HERE]), ("b", &[])]).unwrap(), "a");
}

#[test]
fn the_candidates_are_named_if_none_or_several_allow_the_origin() {
    let none = chosen(&[("a", &[THERE]), ("b", &[])]).unwrap_err();
    assert_eq!(
        none,
        "no provider has https://here.example in allowedOrigins. Add it to that of one of these: a, b"
    );
    let several = chosen(&[("a", &[HERE]), ("b", &[THERE]), ("c", &[HERE])]).unwrap_err();
    assert_eq!(
        several,
        "several providers have https://here.example in allowedOrigins. Name one of them by the option provider: a, c"
    );
    let many: Vec<(&str, &[&str])> = vec![("t", &[HERE]); 1000];
    assert!(chosen(&many).unwrap_err().len() < 200);
}
