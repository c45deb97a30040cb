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
pub const PAGE: &str = "GET /admin";
const PART: &str = "/admin/assets";

/// Where the description of the administration API is beside the page's own copy: for clients, asked for each time.
pub const DOCUMENT: &str = "/docs/admin-openapi.json";

/// Answers a request to this component.
pub async fn handle(_: &Platform, request: Request) -> Response {
    // One slash at the end of the page's address is forgiven: people type it.
    let path = if request.path == "/admin/" { "/admin" } else { request.path.as_str() };
    // The page names the folder of its parts by a tag of their contents.
    let is_immutable = path.starts_with(ASSETS);
    let (name, route) = match path {
        DOCUMENT => (format!("{ASSETS}openapi.json"), DOCUMENT),
        _ => (path.to_owned(), if is_immutable { PART } else { PAGE }),
    };
    let Some(file) = FILES.iter().find(|file| file.path == name) else {
        return not_found();
    };
    let (content, media_type) = (Content::Packed(file.packed), file.media_type);
    answer(&feiqian_assets::File { path: route, media_type, content: &content, is_immutable }, &request)
}
