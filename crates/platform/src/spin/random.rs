//! Randomness from the host, fetched in blocks: a request needs a few bytes, and a call costs more than they do.

use super::wasip3::random::random::get_random_bytes;
use std::cell::RefCell;

/// How many bytes are fetched at once.
const BLOCK_BYTES: usize = 512;

thread_local! {
    /// Every byte is given out once.
    static BLOCK: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= BLOCK_BYTES) };
    BLOCK.with_borrow_mut(|block| {
        if block.len() < N {
            *block = get_random_bytes(BLOCK_BYTES as u64);
        }
        let rest = block.len() - N;
        let mut bytes = [0; N];
        bytes.copy_from_slice(&block[rest..]);
        block.truncate(rest);
        bytes
    })
}
