//! What crosses between the desk of logins and the driver. What the engine and the desk have in common is written and read by
//! the same code.

mod answer;
mod call;
mod effect;

pub use self::answer::read as answer;
pub use self::call::{ask, read as call, settings, signal};
pub use self::effect::write as effect;
