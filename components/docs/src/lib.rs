//! The API reference: the page at `/docs` with its parts below it, `/openapi.json` and the Postman collection.
//!
//! All of them are files that the build has packed into the component (`build.rs`). They need no database and call
//! nobody; the page itself calls nobody but the bundle that serves it. The keys of the demo data are in them only where
//! `demo_mode` is `true`.

mod address;
mod answer;
mod file;

pub use file::FILES;

use answer::Content;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

feiqian_platform::component!("docs", crate::handle);

/// The Postman environment, which names the address that serves.
const ENVIRONMENT: &str = "/docs/environment.json";

/// The address in it as the build packs it.
const ADDRESS: &str = "http://127.0.0.1:3000";

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    // One slash at the end of the page's address is forgiven: people type it.
    let path = if request.path == "/docs/" { "/docs" } else { request.path.as_str() };
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return answer::not_found();
    };
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return answer::method_not_allowed(file);
    }
    let is_demo = platform.variable("demo_mode").await.is_ok_and(|mode| mode == "true");
    let packed = if is_demo { file.demo } else { file.own };
    let base = if file.path == ENVIRONMENT { address::base_url(platform, &request).await } else { None };
    let content = base.map_or(Content::Packed(packed), |base| Content::addressed(packed, &base));
    answer::file(file, &content, &request)
}
