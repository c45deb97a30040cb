//! Keys that follow one another without a gap (docs/keys.md): an owner has two, each with the time in which
//! it counts. Whoever verifies tries all that count now, whoever signs takes the newest.
//!
//! | module | what |
//! |---|---|
//! | [`window`] | the time in which a key counts |
//! | [`rotation`] | what becomes of the two keys of a row when a new one comes |
//! | [`slots`] | the two keys of a row: products, merchants |
//! | [`stored`] | opening those that are stored sealed |
//! | [`variable`] | the two keys of a variable |

#![warn(missing_docs)]

mod keys;
pub mod rotation;
pub mod slots;
pub mod stored;
pub mod variable;
pub mod window;

pub use keys::Keys;
pub use slots::Slots;
pub use window::Window;
