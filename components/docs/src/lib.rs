//! The API reference: the page at `/docs` with its parts below it, `/openapi.json` and the Postman collection.
//!
//! All of them are files that the build has packed into the component (`build.rs`). They need no database and call
//! nobody; the page itself calls nobody but the bundle that serves it. The keys of the demo data are in them only where
//! `demo_mode` is `true`.

mod address;
mod file;

pub use file::FILES;

use feiqian_assets::{Content, Packed, answer, not_found};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response, StatusCode, header};

feiqian_platform::component!("docs", crate::handle);

/// The Postman environment, which names the address that serves.
const ENVIRONMENT: &str = "/docs/environment.json";

/// The address in it as the build packs it.
const ADDRESS: &str = "http://127.0.0.1:3000";

/// The document has nothing that is not public, and tools on other pages read it.
const DOCUMENT: &str = "/openapi.json";

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    // One slash at the end of the page's address is forgiven: people type it.
    let path = if request.path == "/docs/" { "/docs" } else { request.path.as_str() };
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return not_found();
    };
    let is_demo = platform.variable("demo_mode").await.is_ok_and(|mode| mode == "true");
    let packed = if is_demo { file.demo } else { file.own };
    let base = if file.path == ENVIRONMENT { address::base_url(platform, &request).await } else { None };
    let content = base.map_or(Content::Packed(packed), |base| addressed(packed, &base));
    let (path, media_type) = (file.path, file.media_type);
    // The page and its scripts must be of one build, so each is asked for.
    let file = feiqian_assets::File { path, media_type, content: &content, is_immutable: false };
    let response = answer(&file, &request);
    match path == DOCUMENT && response.status != StatusCode::METHOD_NOT_ALLOWED {
        true => response.with(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        false => response,
    }
}

/// A file with the address `base` in the place of the one that it was packed with.
fn addressed(packed: Packed, base: &str) -> Content {
    match packed.content().and_then(|content| String::from_utf8(content).ok()) {
        Some(text) => Content::made(text.replace(ADDRESS, base)),
        None => Content::Packed(packed),
    }
}
