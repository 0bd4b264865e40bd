//! Where a token may go that another provider may have lent.

use tokenward::core::origins::refused_by;

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
