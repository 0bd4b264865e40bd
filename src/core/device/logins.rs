//! Which device logins of a manager are under way, and what ends them: a cancellation, a newer login of the same provider, the
//! removal of the provider, the manager's end.

use super::codes::Begun;
use super::decision::Decision;
use crate::core::error::{Error, Result};
use std::rc::Rc;

/// The device logins that have begun and did not end.
#[derive(Debug, Default)]
pub struct DeviceLogins {
    under_way: Vec<DeviceLogin>,
    last_id: u32,
}

#[derive(Debug)]
struct DeviceLogin {
    id: u32,
    provider: Rc<str>,
    /// Until the caller that awaits the decision takes it.
    begun: Option<Box<Begun>>,
}

/// A login that ended before the user decided. The caller that awaits its decision gets the error.
#[derive(Debug)]
pub struct Ended {
    /// Which login.
    pub id: u32,
    /// Why.
    pub error: Error,
}

impl DeviceLogins {
    /// A login has its codes. It takes the place of the provider's earlier one. Gives its number.
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

    /// A caller awaits the user's decision: gives the flow that finds it out.
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

    /// The flow is over: from now on nothing ends the login.
    pub fn decided(&mut self, id: u32) {
        self.under_way.retain(|login| login.id != id);
    }

    /// The user cancels a login. After its end this does nothing.
    pub fn cancel(&mut self, id: u32, ended: &mut Vec<Ended>) {
        let error = Error::login_failed("the device login was cancelled");
        self.end(&|login| login.id == id, &error, ended);
    }

    /// The provider of this name is removed; with `None` the manager closes.
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
