//! A packed file.

use flate2::read::GzDecoder;
use std::io::Read;

/// A file that the build has packed into the component.
#[derive(Debug)]
pub struct File {
    /// Where it is served.
    pub path: &'static str,
    pub media_type: &'static str,
    /// With the keys of the demo data: what a bundle in `demo_mode` serves.
    pub demo: Packed,
    /// Without them. Of most files the same.
    pub own: Packed,
}

/// A content, compressed by gzip.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    /// 16 hex digits that change with the content.
    pub tag: &'static str,
    pub bytes: &'static [u8],
}

/// Every file of the reference.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl Packed {
    /// The content as it was before the build packed it; `None` if that is damaged.
    pub fn content(&self) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        GzDecoder::new(self.bytes).read_to_end(&mut content).ok()?;
        Some(content)
    }
}
