//! The device logins of a manager that are under way, and the events that end them: a cancellation, a newer login of
//! the same provider, the removal of the provider, the manager's end.

use super::codes::Begun;
use super::decision::Decision;
use crate::core::error::{Error, Result};
use std::rc::Rc;

/// The device logins that have begun and not ended.
#[derive(Debug, Default)]
pub struct DeviceLogins {
    under_way: Vec<DeviceLogin>,
    last_id: u32,
}

#[derive(Debug)]
struct DeviceLogin {
    id: u32,
    provider: Rc<str>,
    /// Present until the caller that awaits the decision takes it.
    begun: Option<Box<Begun>>,
}

/// A login that ended before the user decided. The caller that awaits its decision gets the error.
#[derive(Debug)]
pub struct Ended {
    /// The number of the login.
    pub id: u32,
    /// The reason.
    pub error: Error,
}

impl DeviceLogins {
    /// Adds a login that has its codes, in place of the provider's earlier one. Returns its number.
    pub fn begin(&mut self, begun: Box<Begun>, ended: &mut Vec<Ended>) -> u32 {
        let provider = begun.provider.clone();
        let message = "another device login of this provider replaced it";
        self.leave(Some(&provider), &Error::login_failed(message), ended);
        self.last_id = self.last_id.wrapping_add(1);
        let id = self.last_id;
        self.under_way.push(DeviceLogin {
            id,
            provider,
            begun: Some(begun),
        });
        id
    }

    /// The flow that finds out the user's decision, for a caller that awaits it.
    ///
    /// # Errors
    /// The login has ended, or another caller awaits its decision.
    pub fn decide(&mut self, id: u32) -> Result<Decision> {
        let mut logins = self.under_way.iter_mut();
        let login = logins.find(|login| login.id == id);
        let begun = login.and_then(|login| login.begun.take()).ok_or_else(|| {
            let message = "this device login has ended, or is awaited already";
            Error::login_failed(message)
        })?;
        Ok(Decision::new(*begun))
    }

    /// Notes that the flow is over. From now on no event ends the login.
    pub fn decided(&mut self, id: u32) {
        self.under_way.retain(|login| login.id != id);
    }

    /// Cancels a login for the user. After its end this does nothing.
    pub fn cancel(&mut self, id: u32, ended: &mut Vec<Ended>) {
        let error = Error::login_failed("the device login was cancelled");
        self.end(&|login| login.id == id, &error, ended);
    }

    /// Ends the logins of the removed provider of this name; with `None`, all logins, because the manager closes.
    pub fn leave(&mut self, provider: Option<&str>, error: &Error, ended: &mut Vec<Ended>) {
        let ends = |login: &DeviceLogin| provider.is_none_or(|name| &*login.provider == name);
        self.end(&ends, error, ended);
    }

    fn end(&mut self, ends: &dyn Fn(&DeviceLogin) -> bool, error: &Error, ended: &mut Vec<Ended>) {
        self.under_way.retain(|login| {
            let ends = ends(login);
            if ends {
                ended.push(Ended {
                    id: login.id,
                    error: error.clone().of(&login.provider),
                });
            }
            !ends
        });
    }
}
