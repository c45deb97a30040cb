//! The files of the reference.

use feiqian_assets::Packed;

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

/// Every file of the reference.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
