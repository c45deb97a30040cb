//! The API reference: the page at `/docs` with its parts below it, `/openapi.json` and the Postman collection.
//!
//! All of them are files that the build has packed into the component (`build.rs`). They need no database and call
//! nobody; the page itself calls nobody but the bundle that serves it.

mod answer;
mod file;

pub use file::FILES;

use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

feiqian_platform::component!("docs", crate::handle);

/// Answers a request to this component.
pub async fn handle(_platform: &Platform, request: Request) -> Response {
    // One slash at the end of the page's address is forgiven: people type it.
    let path = if request.path == "/docs/" { "/docs" } else { request.path.as_str() };
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return answer::not_found();
    };
    match request.method {
        Method::GET | Method::HEAD => answer::file(file, &request),
        _ => answer::method_not_allowed(file),
    }
}
