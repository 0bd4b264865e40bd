//! The shells of the npm package's cores: a class each, which passes JSON texts to the core and back.

mod verify;
