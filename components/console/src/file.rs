//! The files of the console.

use feiqian_assets::Packed;

/// A file that the build has packed into the component.
#[derive(Debug)]
pub struct File {
    /// Where it is served.
    pub path: &'static str,
    pub media_type: &'static str,
    pub packed: Packed,
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));
