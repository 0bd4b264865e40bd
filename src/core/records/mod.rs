//! Stored records: the order of operations, the steps of each, and the consequences of a storage that fails.
//!
//! The machines here decide; the host does one primitive [`Work`](work::Work) after the other and answers it. An operation calls
//! others: reading a record may take over a former one, which reads, takes a lock and writes. So each small step list is a
//! `Procedure` (`procedure.rs`) that calls others and gets their results; [`Execution`](execution::Execution) and
//! [`Move`](moves::Move) have the shape of a [`Flow`](super::flow::Flow).
//!
//! - [`work`]: the host's works, their answers and time limits.
//! - [`queue`]: one credential's operations, one after the other.
//! - [`execution`]: one operation from its turn to its result.
//! - [`storage`]: the known facts about a storage; [`health`]: its failures.
//! - [`storages`]: the storages of a manager; [`moves`]: moves of records between storages.
//! - [`place`]: the place of a credential's record.
//! - `read.rs`, `load.rs`, `put.rs`, `replace.rs`: reading and writing. `former.rs`: records from before storage keys contained
//!   the identity. `encryption.rs`: plain records of a user who wants encryption. `lock.rs`: work under a lock.

mod encryption;
pub mod execution;
mod former;
mod found;
pub mod health;
mod known_keys;
mod load;
mod lock;
pub mod moves;
pub mod place;
mod procedure;
mod put;
pub mod queue;
mod read;
mod replace;
pub mod restored;
pub mod storage;
pub mod storages;
pub mod work;
