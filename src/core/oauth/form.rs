//! `application/x-www-form-urlencoded` (RFC 6749 App. B): the form of parameters in request bodies and queries.

use crate::core::secret::Secret;
use crate::core::text::{SecretText, push_percent_encoded};

/// A parameter of the request's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// For example `client_assertion`.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

/// The parameters of a request: none is empty, none appears twice by accident (RFC 6749 §3.1, §3.2).
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<(String, Secret)>);

impl Form {
    /// Sets a parameter, replacing an earlier one of this name. An empty value is left out (RFC 6749 §3.2 treats it as
    /// omitted).
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.add(name, value);
    }

    /// Adds a parameter that may appear several times: `resource` (RFC 8707 §2) and `audience` (RFC 8693 §2.1).
    pub fn add(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push((name.to_owned(), value.into()));
        }
    }

    /// Adds one such parameter for each value.
    pub fn add_all(&mut self, name: &str, values: &[String]) {
        for value in values {
            self.add(name, value);
        }
    }

    /// Removes a parameter.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(n, _)| n != name);
    }

    /// The encoded text.
    #[must_use]
    pub fn encode(&self) -> Secret {
        let mut out = SecretText::default();
        for (index, (name, value)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push('&');
            }
            push_encoded(&mut out, name);
            out.push('=');
            push_encoded(&mut out, value.reveal());
        }
        out.into_secret()
    }
}

/// Appends `text` in form-encoding: UTF-8, spaces as `+`, every character except letters, digits and `*-._` as `%XX`.
pub fn push_encoded(out: &mut SecretText, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        push_percent_encoded(out, word.as_bytes(), |byte| {
            byte.is_ascii_alphanumeric() || b"*-._".contains(&byte)
        });
    }
}
