//! Every file of the console, as a browser asks for it.

use feiqian_console::{ASSETS, FILES, handle};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderMap, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use std::path::Path;

fn answer(request: Request) -> Response {
    let platform = Platform::in_memory();
    let response = block_on(handle(&platform, request));
    assert_eq!(platform.statements(), 0, "no database");
    response
}

fn get(path: &str) -> Request {
    Request::new(Method::GET, path)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().expect("a text"))
}

fn content(response: &Response) -> String {
    String::from_utf8(response.body.clone()).expect("UTF-8")
}

fn assert_guarded(response: &Response) {
    let policy = text(&response.headers, "content-security-policy");
    let mut parts: Vec<_> = policy.split(';').map(str::trim).collect();
    parts.sort_unstable();
    assert_eq!(
        parts,
        [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "script-src 'self'",
            "style-src 'self'"
        ]
    );
    assert_eq!(text(&response.headers, "x-frame-options"), "DENY");
    assert_eq!(text(&response.headers, "x-content-type-options"), "nosniff");
    assert_eq!(text(&response.headers, "referrer-policy"), "no-referrer");
    assert_eq!(text(&response.headers, "cross-origin-opener-policy"), "same-origin");
}

#[test]
fn every_file_is_served_as_it_lies_in_assets() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in FILES.iter().filter(|file| file.path != "/admin") {
        let response = answer(get(file.path));
        let name = file.path.strip_prefix(ASSETS).expect("below the folder");
        let stored = match name {
            "openapi.json" => manifest.join("admin-openapi.json"),
            name => manifest.join("assets").join(name),
        };
        assert_eq!(response.status, 200, "{name}");
        assert_eq!(response.body, std::fs::read(stored).unwrap(), "{name}");
        assert_eq!(text(&response.headers, "content-type"), file.media_type);
        assert_eq!(text(&response.headers, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(text(&response.headers, "vary"), "accept-encoding");
        assert_eq!((response.route, response.code.as_ref()), ("/admin/assets", "200"));
        assert_guarded(&response);
        let packed = answer(get(file.path).with(header::ACCEPT_ENCODING, "gzip"));
        assert_eq!(text(&packed.headers, "content-encoding"), "gzip");
        assert!(packed.body.starts_with(&[0x1f, 0x8b]));
    }
}

#[test]
fn the_page_is_asked_for_each_time_and_names_the_files_of_its_build() {
    for path in ["/admin", "/admin/", "/admin?x=1"] {
        let response = answer(get(path));
        assert_eq!((response.status.as_u16(), text(&response.headers, "cache-control")), (200, "no-cache"));
        assert_eq!(response.route, "GET /admin");
        assert_guarded(&response);
    }
    let page = answer(get("/admin"));
    let known = answer(get("/admin").with(header::IF_NONE_MATCH, text(&page.headers, "etag")));
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    let html = content(&page);
    let named: Vec<_> =
        html.split('"').filter(|part| part.starts_with('/') && part.contains("/assets/")).collect();
    for path in &named {
        assert_eq!(answer(get(path)).status, 200, "{path}");
    }
    // Every module is named, so that none is waited for in turn.
    for file in FILES.iter().filter(|file| file.media_type.starts_with("text/javascript")) {
        assert!(named.contains(&file.path), "{}", file.path);
    }
}

#[test]
fn the_document_of_the_api_has_an_address_of_its_own() {
    let response = answer(get("/docs/admin-openapi.json"));
    assert_eq!((response.status.as_u16(), response.route), (200, "/docs/admin-openapi.json"));
    assert_eq!(text(&response.headers, "cache-control"), "no-cache");
    assert_eq!(text(&response.headers, "content-type"), "application/json; charset=utf-8");
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("admin-openapi.json");
    assert_eq!(response.body, std::fs::read(stored).unwrap());
    assert_guarded(&response);
    assert_eq!(answer(get("/docs")).status, 404);
}

#[test]
fn every_module_that_is_imported_exists() {
    let mut imports = 0;
    for file in FILES.iter().filter(|file| file.media_type.starts_with("text/javascript")) {
        let (folder, _) = file.path.rsplit_once('/').unwrap();
        let source = content(&answer(get(file.path)));
        for part in source.split("from").skip(1) {
            let part = part.trim_start();
            let Some(target) = part.strip_prefix('"').and_then(|part| part.split('"').next()) else {
                continue;
            };
            let Some(target) = target.strip_prefix('.') else { continue };
            let path = match target.strip_prefix("./") {
                // `../name`
                Some(name) => format!("{}/{name}", folder.rsplit_once('/').unwrap().0),
                None => format!("{folder}{target}"),
            };
            assert!(FILES.iter().any(|other| other.path == path), "{}: {target}", file.path);
            imports += 1;
        }
    }
    assert!(imports > 50, "{imports}");
}

#[test]
fn other_methods_and_paths_are_refused() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = answer(Request::new(method, "/admin"));
        assert_eq!((response.status.as_u16(), text(&response.headers, "allow")), (405, "GET, HEAD"));
        assert_guarded(&response);
    }
    let other_build = format!("{}/app.js", ASSETS.trim_end_matches('/')).replace("assets/", "assets/0");
    for path in ["/admin/x", "/admin/index.html", "/admin/assets/app.js", "/Admin", "/admin//", &other_build]
    {
        let response = answer(get(path));
        assert_eq!(response.status, 404, "{path}");
        assert_eq!(text(&response.headers, "cache-control"), "no-store");
        assert_guarded(&response);
    }
    let head = answer(Request::new(Method::HEAD, "/admin"));
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[test]
fn the_page_names_nothing_outside_and_makes_no_html_of_data() {
    for file in FILES.iter().filter(|file| !file.path.ends_with(".json") && !file.path.ends_with(".txt")) {
        let source = content(&answer(get(file.path)));
        let is_library = file.path.contains("/vendor/");
        let source = [
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1998/Math/MathML",
            "http://www.w3.org/1999/xhtml",
        ]
        .iter()
        .fold(source, |source, name| source.replace(name, ""));
        for foreign in ["http://", "https://", "//cdn", "@import", " url("] {
            assert!(!source.contains(foreign), "{}: {foreign}", file.path);
        }
        for inline in ["<style", " style=", "onclick=\"", "eval(", "Function(", "javascript:\""] {
            assert!(!source.contains(inline), "{}: {inline}", file.path);
        }
        for raw in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "dangerouslySet"] {
            assert!(is_library || !source.contains(raw), "{}: {raw}", file.path);
        }
    }
}

#[test]
fn the_libraries_come_with_their_licences() {
    let notice = content(&answer(get(&format!("{ASSETS}vendor/NOTICE.txt"))));
    assert!(notice.contains("The MIT License") && notice.contains("Apache License"), "{notice}");
    let mut libraries = 0;
    for file in FILES.iter().filter(|file| file.path.contains("/vendor/") && file.path.ends_with(".mjs")) {
        let source = content(&answer(get(file.path)));
        let version = source.split(' ').nth(2).unwrap().trim_end_matches(',');
        assert!(source.starts_with("/*! ") && source.contains("Licence: NOTICE.txt"), "{}", file.path);
        assert!(notice.contains(version), "{}: {version}", file.path);
        libraries += 1;
    }
    assert_eq!(libraries, 3);
}
