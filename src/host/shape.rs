//! Puts plain JavaScript objects together, member by member.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// An object in the making.
#[derive(Debug)]
pub(crate) struct Shape(Object);

impl Shape {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    /// Adds a member.
    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        self.set(name, &value.into());
        self
    }

    /// Adds a member if there is a value.
    pub(crate) fn some(self, name: &str, value: Option<impl Into<JsValue>>) -> Self {
        if let Some(value) = value {
            self.set(name, &value.into());
        }
        self
    }

    /// Adds a point in time, or a span, in milliseconds.
    pub(crate) fn ms(self, name: &str, value: Option<i64>) -> Self {
        self.some(name, value.map(|ms| ms as f64))
    }

    pub(crate) fn object(self) -> Object {
        self.0
    }

    // Not generic, so that it is there once. A plain object that nobody else has yet takes every member.
    #[inline(never)]
    fn set(&self, name: &str, value: &JsValue) {
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}
