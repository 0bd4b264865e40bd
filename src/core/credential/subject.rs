//! The owner of the tokens, which is part of their record's key. The configuration names it; or the host does, where a
//! function or another provider supplies the subject, actor or assertion of a request.

use super::ids::WaiterId;
use super::io::Input;
use super::settings::Settings;
use crate::core::config::Grant;
use crate::core::dpop;
use crate::core::identity::{self, Inputs};
use crate::core::lists::list;
use crate::core::oauth::form::Part;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The parameters of a request that name the owner of the token.
const OWNER_PARAMETERS: [&str; 3] = ["assertion", "subject_token", "actor_token"];

/// The known facts about the owner of the tokens.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// The thumbprint of the key that new tokens are bound to, once it is known.
    pub proof_key: Option<Rc<str>>,
    /// The digest of the subject, actor or assertion that the host gave last, if the host supplies them.
    inputs: Option<Box<Inputs>>,
    /// Inputs that concern the owner's record and so wait until the owner is known.
    waiting: Vec<Input>,
}

impl Subject {
    /// True if the host must be asked for the owner.
    pub fn is_asked_for(settings: &Settings) -> bool {
        identity::asks(&settings.config)
    }

    /// True if the host has named the owner.
    pub fn is_named(&self) -> bool {
        self.inputs.is_some()
    }

    /// True if the location of the record is known.
    pub fn is_known(&self, settings: &Settings) -> bool {
        self.is_named() || !Self::is_asked_for(settings)
    }

    /// Distinguishes the records and hints from those of other credentials.
    pub fn identity(&self, settings: &Settings) -> String {
        identity::identity(settings.owner(), &settings.config, self.inputs.as_deref())
    }

    /// The part of `tokens` (from another place) that can be used with this process's proof key.
    pub fn usable(&self, tokens: TokenSet, settings: &Settings) -> Option<TokenSet> {
        match &settings.config.grant {
            Grant::OAuth(config) if config.dpop => {
                dpop::usable(tokens, config, self.proof_key.as_deref())
            }
            _ => Some(tokens),
        }
    }

    /// True if the parts made for a request name another subject than the known one.
    pub fn is_another(&self, parts: &[Part], settings: &Settings) -> bool {
        Self::is_asked_for(settings)
            && parts.iter().any(names_owner)
            && self.inputs.as_deref() != Some(&owner_digest(parts))
    }

    /// Notes the owner that the host has named.
    pub fn become_that_of(&mut self, parts: &[Part]) {
        self.inputs = Some(Box::new(owner_digest(parts)));
    }

    /// Keeps an input until the subject of its record is known.
    pub fn wait(&mut self, input: Input) {
        self.waiting.push(input);
    }

    pub fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub fn take_waiting(&mut self) -> Vec<Input> {
        std::mem::take(&mut self.waiting)
    }

    /// The callers whose inputs wait.
    pub fn waiter_ids(&self) -> impl Iterator<Item = WaiterId> {
        self.waiting.iter().filter_map(waiter_for_record)
    }
}

/// The caller that waits for an operation on the stored record, if the input is one.
pub(super) fn waiter_for_record(input: &Input) -> Option<WaiterId> {
    match input {
        Input::RestoreWanted(waiter)
        | Input::Invalidated(waiter)
        | Input::Cleared(waiter)
        | Input::RevokeWanted(waiter)
        | Input::TokensSet { waiter, .. }
        | Input::RecordGiven { waiter, .. } => Some(*waiter),
        _ => None,
    }
}

fn names_owner(part: &Part) -> bool {
    OWNER_PARAMETERS.contains(&part.name.as_str())
}

/// The digest of the parts that name the owner.
fn owner_digest(parts: &[Part]) -> Inputs {
    let parts: Vec<Part> = list(parts.iter().filter(|part| names_owner(part)).cloned());
    identity::inputs_of(&parts)
}
