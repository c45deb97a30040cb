//! The operators' console: the page at `/admin` and its parts below `/admin/assets/`.
//!
//! All of them are files that the build has packed into the component (`build.rs`). They need no database and call nobody;
//! the page itself calls nobody but `/admin/api/v1` of the bundle that serves it.

mod file;

pub use file::{ASSETS, FILES};

use feiqian_assets::{Content, answer, not_found};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};

feiqian_platform::component!("console", crate::handle);

/// What the log calls the page, and its parts, whose own paths change with every build.
const PAGE: &str = "GET /admin";
const PART: &str = "/admin/assets";

/// Answers a request to this component.
pub async fn handle(_: &Platform, request: Request) -> Response {
    // One slash at the end of the page's address is forgiven: people type it.
    let path = if request.path == "/admin/" { "/admin" } else { request.path.as_str() };
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return not_found();
    };
    // The page names the folder of its parts by a tag of their contents.
    let is_immutable = file.path.starts_with(ASSETS);
    let (content, media_type) = (Content::Packed(file.packed), file.media_type);
    let path = if is_immutable { PART } else { PAGE };
    answer(&feiqian_assets::File { path, media_type, content: &content, is_immutable }, &request)
}
