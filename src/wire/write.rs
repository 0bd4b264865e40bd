//! Writes JSON texts. Names are those of this crate and need no escapes.

use crate::core::error::Result;
use crate::core::json;
use crate::core::secret::Secret;
use crate::core::text::SecretText;

/// A JSON text under construction. The text may contain secrets, so the memory that it outgrows is wiped.
#[derive(Default)]
pub(super) struct Out {
    text: SecretText,
    /// True if a comma precedes the next item.
    comma: bool,
}

impl Out {
    /// The text of one object, whose members `write` adds.
    pub fn object(write: impl FnOnce(&mut Self)) -> Secret {
        let mut out = Self::default();
        out.open('{');
        write(&mut out);
        out.close('}');
        out.text.into_secret()
    }

    /// The text of one object, whose members `write` adds, or its error.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn object_or(write: impl FnOnce(&mut Self) -> Result<()>) -> Result<Secret> {
        let mut failure = Ok(());
        let text = Self::object(|out| failure = write(out));
        failure.map(|()| text)
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.comma = false;
    }

    fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = true;
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// A member that is an object.
    pub fn inside(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.name(name);
        self.open('{');
        write(self);
        self.close('}');
    }

    /// A member that is an array.
    pub fn list(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.name(name);
        self.open('[');
        write(self);
        self.close(']');
    }

    /// An item that is an object.
    pub fn item_object(&mut self, write: impl FnOnce(&mut Self)) {
        self.separate();
        self.open('{');
        write(self);
        self.close('}');
    }

    /// An item that is an array.
    pub fn item_array(&mut self, write: impl FnOnce(&mut Self)) {
        self.separate();
        self.open('[');
        write(self);
        self.close(']');
    }

    /// An item that is a text.
    pub fn item(&mut self, text: &str) {
        self.separate();
        json::write_string(&mut self.text, text);
    }

    /// An item that is a number.
    pub fn item_number(&mut self, number: i64) {
        self.separate();
        self.text.push_number(number);
    }

    /// A member that is a text.
    #[inline(never)]
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        json::write_string(&mut self.text, text);
    }

    /// A member that is a text, if there is one.
    pub fn some(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A member that is a secret, if there is one.
    pub fn secret(&mut self, name: &str, secret: Option<&Secret>) {
        self.some(name, secret.map(Secret::reveal));
    }

    /// A member that is a number.
    #[inline(never)]
    pub fn number(&mut self, name: &str, number: i64) {
        self.name(name);
        self.text.push_number(number);
    }

    /// A member that is a number, if there is one.
    pub fn some_number(&mut self, name: &str, number: Option<i64>) {
        if let Some(number) = number {
            self.number(name, number);
        }
    }

    /// A member that is `true` or `false`.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.raw(name, if flag { "true" } else { "false" });
    }

    /// A member that is `null`.
    pub fn null(&mut self, name: &str) {
        self.raw(name, "null");
    }

    /// A member whose value is a JSON text already.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.text.push_str(json);
    }
}
