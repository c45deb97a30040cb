//! Every file of the reference, as a browser asks for it.

use feiqian_docs::{FILES, handle};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderMap, HeaderName, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use std::path::Path;

fn answer(request: Request) -> Response {
    answer_of(&[("demo_mode", "true")], request)
}

fn answer_of(variables: &[(&'static str, &str)], request: Request) -> Response {
    let platform = Platform::in_memory();
    for (name, value) in variables {
        platform.set_variable(name, value);
    }
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

fn assert_guarded(response: &Response) {
    let policy = text(&response.headers, "content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    );
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(text(&response.headers, "x-content-type-options"), "nosniff");
    assert_eq!(text(&response.headers, "referrer-policy"), "no-referrer");
}

#[test]
fn every_file_is_served_as_it_lies_in_assets() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for file in FILES {
        let name = if file.path == "/docs" { "index.html" } else { file.path.rsplit('/').next().unwrap() };
        let response = answer(get(file.path));
        assert_eq!(response.status, 200, "{}", file.path);
        assert_eq!(response.body, std::fs::read(assets.join(name)).unwrap(), "{name}");
        assert_eq!(text(&response.headers, "content-type"), file.media_type);
        assert_eq!(text(&response.headers, "cache-control"), "no-cache");
        assert_eq!(text(&response.headers, "vary"), "accept-encoding");
        let open = if file.path == "/openapi.json" { "*" } else { "" };
        assert_eq!(text(&response.headers, "access-control-allow-origin"), open, "{name}");
        assert!(!response.headers.contains_key(header::CONTENT_ENCODING));
        assert_eq!((response.route, response.code.as_ref()), (file.path, "200"));
        assert_guarded(&response);
    }
    let stored = std::fs::read_dir(assets).unwrap().count();
    assert_eq!(FILES.len(), stored, "each file of assets/ is served, once");
}

#[test]
fn a_browser_gets_the_packed_copy() {
    for (accepted, packed) in [
        ("gzip, deflate, br", true),
        ("br;q=1.0, GZIP;q=0.1", true),
        ("*", true),
        ("gzip;q=0", false),
        ("*;q=0.5, gzip;q=0", false),
        ("br", false),
        ("gzipped", false),
        ("", false),
    ] {
        let plain = answer(get("/openapi.json"));
        let response = answer(get("/openapi.json").with(header::ACCEPT_ENCODING, accepted));
        assert_eq!(text(&response.headers, "content-encoding") == "gzip", packed, "{accepted:?}");
        assert_eq!(response.body.starts_with(&[0x1f, 0x8b]), packed, "{accepted:?}");
        assert_eq!(
            response.headers[header::ETAG] != plain.headers[header::ETAG],
            packed,
            "equal tags, equal bytes"
        );
    }
}

#[test]
fn a_known_tag_is_answered_with_304() {
    let packed = || get("/docs/app.js").with(header::ACCEPT_ENCODING, "gzip");
    let tags = [answer(get("/docs/app.js")), answer(packed())];
    let tags = tags.map(|response| text(&response.headers, "etag").to_owned());
    assert_ne!(tags[0], tags[1]);
    for tag in &tags {
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            for request in [get("/docs/app.js"), packed()] {
                let response = answer(request.with(header::IF_NONE_MATCH, &known));
                assert_eq!((response.status.as_u16(), response.body.len()), (304, 0), "{known}");
                assert!(tags.contains(&text(&response.headers, "etag").to_owned()));
                assert_guarded(&response);
            }
        }
    }
    for unknown in ["\"x\"", "", tags[0].trim_matches('"'), "W/*", "\"\""] {
        assert_eq!(
            answer(get("/docs/app.js").with(header::IF_NONE_MATCH, unknown)).status,
            200,
            "{unknown:?}"
        );
    }
    let other = answer(get("/docs/docs.css").with(header::IF_NONE_MATCH, &tags[0]));
    assert_eq!(other.status, 200, "another file");
}

#[test]
fn head_is_get_without_the_body() {
    let full = answer(get("/docs"));
    let head = answer(Request::new(Method::HEAD, "/docs"));
    assert_eq!((head.status, head.body.len()), (full.status, 0));
    assert_eq!(text(&head.headers, "content-length"), full.body.len().to_string());
    for name in ["content-type", "etag", "cache-control", "vary"] {
        assert_eq!(head.headers.get(name), full.headers.get(name), "{name}");
    }
}

#[test]
fn other_methods_and_paths_are_refused() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = answer(Request::new(method, "/docs"));
        assert_eq!((response.status.as_u16(), text(&response.headers, "allow")), (405, "GET, HEAD"));
        assert_eq!(response.body, br#"{"code":405,"message":"method not allowed","data":[]}"#);
        assert_guarded(&response);
    }
    for path in
        ["/docs/x", "/docs/index.html", "/docs/../openapi.json", "/docs/app.js/", "/Docs", "/docs//", ""]
    {
        let response = answer(get(path));
        assert_eq!(response.status, 404, "{path}");
        assert_eq!(response.body, br#"{"code":404,"message":"not found","data":[]}"#);
        assert_eq!(text(&response.headers, "cache-control"), "no-store");
        assert_guarded(&response);
    }
    assert_eq!(answer(get("/docs/")).status, 200, "one slash at the end is forgiven");
    assert_eq!(answer(get("/docs?x=1#y")).status, 200, "a query changes nothing");
}

#[test]
fn the_page_names_nothing_outside() {
    for file in FILES.iter().filter(|file| !file.media_type.starts_with("application/json")) {
        let content = String::from_utf8(file.demo.content().unwrap()).unwrap();
        for foreign in ["http://", "https://", "//cdn", "@import", " url("] {
            let allowed = ["http://www.w3.org/2000/svg"];
            let text = allowed.iter().fold(content.clone(), |text, known| text.replace(known, ""));
            assert!(!text.contains(foreign), "{}: {foreign}", file.path);
        }
        for inline in ["<style", " style=", "onclick=\"", "innerHTML", "eval(", "javascript:\""] {
            assert!(!content.contains(inline), "{}: {inline}", file.path);
        }
    }
}

/// Keys, tokens and passwords of the demo data that a page would fill in or an environment would send.
const DEMO: [&str; 8] = [
    "\"demo-key-000",
    "demo-key-0002",
    "17cfc0170ef1c017b4a929d233d6e65e",
    "\"unit-test-token",
    "demo-pass-0001",
    "demo-dispatch-token",
    "eyJhbGciOi",
    "\"M001\", account",
];

#[test]
fn only_a_bundle_in_demo_mode_shows_the_keys_of_the_demo_data() {
    let mut shown = 0;
    for file in FILES {
        let demo = String::from_utf8(answer(get(file.path)).body).unwrap();
        shown += DEMO.iter().filter(|key| demo.contains(*key)).count();
        for variables in [&[("demo_mode", "false")][..], &[("demo_mode", "TRUE")], &[("demo_mode", "")], &[]]
        {
            let response = answer_of(variables, get(file.path));
            let own = String::from_utf8(response.body).unwrap();
            for key in DEMO {
                assert!(!own.contains(key), "{key} in {}", file.path);
            }
            let tag = text(&response.headers, "etag");
            assert_eq!(tag == text(&answer(get(file.path)).headers, "etag"), own == demo, "{}", file.path);
            if file.media_type.starts_with("application/json") {
                assert!(own.starts_with('{') && own.trim_end().ends_with('}'), "{}", file.path);
            }
        }
    }
    assert!(shown >= 10, "{shown}: what is looked for is what there is");
}

#[test]
fn the_environment_names_the_address_that_serves() {
    let full_url = HeaderName::from_static("spin-full-url");
    let asked = |variables: &[(&'static str, &str)], url: &str| {
        let response = answer_of(variables, get("/docs/environment.json").with(full_url.clone(), url));
        let tag = text(&response.headers, "etag").to_owned();
        assert_eq!((response.status.as_u16(), tag.len()), (200, 18));
        let body = String::from_utf8(response.body).unwrap();
        let (_, rest) = body.split_once("\"key\":\"base_url\",\n\"value\":\"").unwrap();
        (rest.split_once('"').unwrap().0.to_owned(), tag)
    };
    let packed = "http://127.0.0.1:3000";
    let (address, tag) = asked(&[], "https://pay.example:8443/docs/environment.json?x");
    assert_eq!(address, "https://pay.example:8443");
    let (other, other_tag) = asked(&[], "http://[::1]:3000/docs/environment.json");
    assert_eq!(other, "http://[::1]:3000");
    assert_ne!(tag, other_tag);
    // The public address counts where there is one.
    let public = [("public_base_url", "https://public.example/")];
    assert_eq!(asked(&public, "http://inside:80/docs").0, "https://public.example");
    // What is no plain address is never written.
    for hostile in [
        "http://a\"b/docs",
        "http://a\\b/docs",
        "http://a b/docs",
        "http://user@host/docs",
        "javascript://x/docs",
        "http:///docs",
        "http://<script>/docs",
        "nothing",
    ] {
        assert_eq!(asked(&[], hostile).0, packed, "{hostile}");
    }
    let long = format!("http://{}/docs", "a".repeat(261));
    assert_eq!(asked(&[], &long).0, packed);
    assert_eq!(asked(&[("public_base_url", "https://a/\"")], "http://b/docs").0, packed);
    // The same conditional request as for any other file.
    let known = get("/docs/environment.json")
        .with(full_url.clone(), "http://a.example/")
        .with(header::IF_NONE_MATCH, &tag);
    assert_eq!(answer_of(&[], known).status, 200, "the tag of another address");
    let known = get("/docs/environment.json")
        .with(full_url, "https://pay.example:8443/")
        .with(header::IF_NONE_MATCH, &tag);
    assert_eq!(answer_of(&[], known).status, 304);
}
