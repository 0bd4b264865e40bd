//! What listeners are told.

pub use crate::core::event::Event;
use std::rc::Rc;

/// Is told of every event.
pub type Listener = Rc<dyn Fn(&Event)>;
