//! A packed file.

use flate2::read::GzDecoder;
use std::io::Read;

/// A file that the build has packed into the component.
#[derive(Debug)]
pub struct File {
    /// Where it is served.
    pub path: &'static str,
    pub media_type: &'static str,
    /// 16 hex digits that change with the content.
    pub tag: &'static str,
    /// The content, compressed by gzip.
    pub packed: &'static [u8],
}

/// Every file of the reference.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl File {
    /// The content as it was before the build packed it; `None` if that is damaged.
    pub fn content(&self) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        GzDecoder::new(self.packed).read_to_end(&mut content).ok()?;
        Some(content)
    }
}
