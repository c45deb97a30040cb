//! A content that the build has compressed.

use flate2::read::GzDecoder;
use std::io::Read;

/// A content, compressed by gzip.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    /// 16 hex digits that change with the content.
    pub tag: &'static str,
    pub bytes: &'static [u8],
}

impl Packed {
    /// The content as it was before the build packed it; `None` if that is damaged.
    pub fn content(&self) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        GzDecoder::new(self.bytes).read_to_end(&mut content).ok()?;
        Some(content)
    }
}
