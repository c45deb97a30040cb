//! `ETag` and `If-None-Match` on all reference data (cashier.md §8.6).

use crate::common::SAMPLES;
use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, Pairs, SECOND, by_form, by_json, by_query};
use feiqian_catalog::handle;
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, HeaderValue, Method, Request, Response, header};

fn tag_of<H: AsyncFn(&Platform, Request) -> Response>(bench: &Bench<H>, request: &Request) -> String {
    let answer = bench.answer(request.clone());
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.header("etag").expect("a tag").to_owned()
}

fn if_none_match(request: &Request, lines: &[&str]) -> Request {
    lines.iter().fold(request.clone(), |request, line| request.with(header::IF_NONE_MATCH, line))
}

#[test]
fn a_known_tag_is_answered_304_and_any_other_200() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        for sample in &SAMPLES {
            let request = by_query(Method::GET, sample.path, &FIRST.sign(sample.params));
            let full = bench.answer(request.clone());
            let tag = tag_of(&bench, &request);
            assert_eq!(full, Answer::reference(full.data(), &tag));
            let (weak, listed, crowded) =
                (format!("W/{tag}"), format!("\"x\", {tag}"), format!("\"x\",W/\"y\" ,\t{tag},\"z\""));
            for known in [
                &[tag.as_str()][..],
                &[&weak],
                &["*"],
                &[&listed],
                &[&crowded],
                &["\"x\"", &tag],
                &[&tag, "\"x\""],
                &[" * "],
            ] {
                let answer = bench.answer(if_none_match(&request, known));
                assert_eq!(answer, Answer::not_modified(&tag), "{} {known:?}", sample.path);
            }
            let (bare, upper, half) = (tag.trim_matches('"'), tag.to_uppercase(), &tag[..tag.len() - 1]);
            for unknown in [
                &[""][..],
                &["\"x\""],
                &["W/*"],
                &["\"*\""],
                &[bare],
                &[&upper],
                &[half],
                &["w/\"x\""],
                &["\"\""],
                &["\"x\",,\"y\""],
            ] {
                assert_eq!(
                    bench.answer(if_none_match(&request, unknown)),
                    full,
                    "{} {unknown:?}",
                    sample.path
                );
            }
            let mut no_text = request.clone();
            no_text.headers.insert(header::IF_NONE_MATCH, HeaderValue::from_bytes(b"\xff").unwrap());
            assert_eq!(bench.answer(no_text), full);
        }
    }
}

#[test]
fn never_before_authentication_and_validation() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        for sample in &SAMPLES {
            let refused = |request: Request, expected: Answer| {
                let asked = if_none_match(&request, &["*"]);
                assert_eq!(bench.answer(asked), expected.in_mode(mode), "{request:?}");
            };
            let get = |params: &Pairs| by_query(Method::GET, sample.path, params);
            let good = FIRST.sign(sample.params);
            refused(get(&Vec::new()), Answer::invalid(&[("sign", "required"), ("product_id", "required")]));
            let no_nonce = Answer::invalid(&[("timestamp", "required"), ("nonce", "required")]);
            refused(get(&SECOND.sign(sample.params)), no_nonce);
            let mut forged = good.clone();
            forged.push(("a".into(), "1".into()));
            refused(get(&forged), Answer::forbidden());
            if let Some((name, _)) = sample.params.first() {
                refused(get(&FIRST.sign(&[])), Answer::invalid(&[(name, "required")]));
                refused(get(&FIRST.sign(&[(name, "999")])), Answer::invalid(&[(name, "exists")]));
            }
            let mut request = get(&good);
            request.method = Method::POST;
            refused(request.clone(), Answer::method_not_allowed("GET"));
            request.method = Method::GET;
            request.body = Body::TooLarge;
            refused(request.clone(), Answer::payload_too_large());
            request.body = Body::Whole(b"{".to_vec());
            refused(request, Answer::bad_request());

            // A 304 has used its nonce like any other answer.
            let once = get(&SECOND.sign_once(sample.path, sample.params));
            assert_eq!(bench.answer(if_none_match(&once, &["*"])).status, 304);
            refused(once, Answer::forbidden());
        }
    }
}

#[test]
fn the_tag_depends_on_the_data_alone() {
    let bench = Bench::new(handle);
    let mut tags = Vec::new();
    for sample in &SAMPLES {
        let get = |params: &Pairs| by_query(Method::GET, sample.path, params);
        let good = FIRST.sign(sample.params);
        let tag = tag_of(&bench, &get(&good));
        for same in [
            by_form(Method::GET, sample.path, &good),
            by_json(Method::GET, sample.path, &good),
            get(&FIRST.sign(&[sample.params, &[("x", "y")]].concat())),
            get(&SECOND.sign_once(sample.path, sample.params)),
        ] {
            assert_eq!(tag_of(&bench, &same), tag);
        }
        bench.platform.set_now_ms(1);
        bench.platform.set_variable("http_status_mode", "real");
        assert_eq!(tag_of(&bench, &get(&good)), tag);
        assert_eq!(tag_of(&Bench::new(handle), &get(&good)), tag, "on another database with the same rows");

        // Another row, another tag; the old row again, the old tag.
        let table = sample.tables.last().unwrap();
        bench.sql(&format!("UPDATE {table} SET name = name || '!'"));
        let other = tag_of(&bench, &get(&good));
        assert_ne!(other, tag);
        assert_eq!(bench.answer(if_none_match(&get(&good), &[&tag])).status, 200, "out of date");
        assert_eq!(bench.answer(if_none_match(&get(&good), &[&other])).status, 304);
        bench.sql(&format!("UPDATE {table} SET name = rtrim(name, '!')"));
        assert_eq!(tag_of(&bench, &get(&good)), tag);
        bench.platform.set_now_ms(feiqian_cashier::testing::NOW_S * 1_000);
        tags.push(tag);
    }
    let beijing = by_query(Method::GET, "/province_cities", &FIRST.sign(&[("code", "110000000000")]));
    tags.push(tag_of(&bench, &beijing));
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 5, "other data, other tags");
}
