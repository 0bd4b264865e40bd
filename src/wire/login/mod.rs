//! The texts between the desk of logins and the driver. The same code writes and reads the parts that the engine and
//! the desk share.

mod answer;
mod call;
mod effect;

pub use self::answer::read as answer;
pub use self::call::{ask, read as call, settings, signal};
pub use self::effect::write as effect;
