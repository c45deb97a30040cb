//! `GET /province_list`, `/province_cities`, `/cities_country` (cashier.md §8.7–8.9).

use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, by_query};
use feiqian_catalog::handle;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

fn provinces() -> Request {
    by_query(Method::GET, "/province_list", &FIRST.sign(&[]))
}

fn area(path: &str, code: &str) -> Request {
    by_query(Method::GET, path, &FIRST.sign(&[("code", code)]))
}

fn reference<H: AsyncFn(&Platform, Request) -> Response>(bench: &Bench<H>, request: Request) -> String {
    let answer = bench.answer(request);
    let etag = answer.header("etag").expect("reference data").to_owned();
    assert_eq!(answer, Answer::reference(answer.data(), &etag));
    answer.data().to_owned()
}

/// An area as it stands in the tables.
struct Area {
    id: i64,
    name: String,
    code: String,
    of: String,
}

/// Every row in the order of the codes; no name needs escaping.
fn areas<H: AsyncFn(&Platform, Request) -> Response>(bench: &Bench<H>, sql: &str) -> Vec<Area> {
    let mut rows = bench.rows(sql);
    rows.iter_mut()
        .map(|row| {
            let id = row.take().unwrap();
            let mut text = || row.take::<String>().unwrap();
            let (name, code, of) = (text(), text(), text());
            assert!(!name.contains(['"', '\\']) && !name.is_empty(), "{name}");
            Area { id, name, code, of }
        })
        .collect()
}

/// The JSON array of what `write` makes of the areas that lie in `of`, and their number.
fn list(areas: &[Area], of: &str, write: impl Fn(&Area) -> String) -> (String, usize) {
    let items: Vec<String> = areas.iter().filter(|area| area.of == of).map(write).collect();
    (format!("[{}]", items.join(",")), items.len())
}

#[test]
fn the_whole_tree_is_what_the_tables_hold() {
    let bench = Bench::new(handle);
    let all = areas(&bench, "SELECT id, name, province_id, '' FROM provinces ORDER BY province_id");
    let cities = areas(&bench, "SELECT id, name, city_id, province_id FROM cities ORDER BY city_id");
    let districts =
        areas(&bench, "SELECT id, name, district_id, city_id FROM districts ORDER BY district_id");
    assert!(all.len() >= 31 && cities.len() >= 340 && districts.len() >= 2_800, "the national divisions");

    let (data, _) = list(&all, "", |area| {
        format!(r#"{{"id":{},"name":"{}","province_id":"{}"}}"#, area.id, area.name, area.code)
    });
    assert_eq!(reference(&bench, provinces()), data);

    let (mut seen_cities, mut seen_districts) = (0, 0);
    for province in &all {
        let (children, count) = list(&cities, &province.code, |city| {
            let (id, name, code, of) = (city.id, &city.name, &city.code, &city.of);
            format!(r#"{{"id":{id},"name":"{name}","city_id":"{code}","province_id":"{of}"}}"#)
        });
        seen_cities += count;
        let (id, name, code) = (province.id, &province.name, &province.code);
        let data = format!(r#"{{"id":{id},"name":"{name}","province_id":"{code}","cities":{children}}}"#);
        assert_eq!(reference(&bench, area("/province_cities", code)), data);
        for city in cities.iter().filter(|city| city.of == *code) {
            let (children, count) = list(&districts, &city.code, |district| {
                let (id, name, code, of) = (district.id, &district.name, &district.code, &district.of);
                format!(r#"{{"id":{id},"name":"{name}","country_id":"{code}","city_id":"{of}"}}"#)
            });
            seen_districts += count;
            let (id, name, code, of) = (city.id, &city.name, &city.code, &city.of);
            let data = format!(
                r#"{{"id":{id},"name":"{name}","city_id":"{code}","province_id":"{of}","country":{children}}}"#
            );
            assert_eq!(reference(&bench, area("/cities_country", code)), data);
        }
    }
    assert_eq!(
        (seen_cities, seen_districts),
        (cities.len(), districts.len()),
        "no city or district is out of reach"
    );
}

#[test]
fn the_examples_of_the_specification() {
    let bench = Bench::new(handle);
    let first = r#"[{"id":1,"name":"北京市","province_id":"110000000000"},"#;
    assert!(reference(&bench, provinces()).starts_with(first));
    assert_eq!(
        reference(&bench, area("/province_cities", "110000000000")),
        r#"{"id":1,"name":"北京市","province_id":"110000000000","cities":[{"id":1,"name":"市辖区","city_id":"110100000000","province_id":"110000000000"}]}"#
    );
    let first = r#"{"id":1,"name":"市辖区","city_id":"110100000000","province_id":"110000000000","country":[{"id":1,"name":"东城区","country_id":"110101000000","city_id":"110100000000"},"#;
    assert!(reference(&bench, area("/cities_country", "110100000000")).starts_with(first));
}

#[test]
fn children_are_ordered_by_code_and_may_be_none() {
    let bench = Bench::new(handle);
    bench.sql(
        r#"INSERT INTO provinces (id, name, province_id) VALUES (900, '"x\', '990000000000'), (901, 'y', '980000000000');
           INSERT INTO cities (id, name, city_id, province_id) VALUES
             (900, 'b', '990200000000', '990000000000'), (901, 'a', '990100000000', '990000000000');
           INSERT INTO districts (id, name, district_id, city_id) VALUES
             (9000, 'd', '990102000000', '990100000000'), (9001, 'c', '990101000000', '990100000000');"#,
    );
    for (path, code, data) in [
        (
            "/province_cities",
            "990000000000",
            r#"{"id":900,"name":"\"x\\","province_id":"990000000000","cities":[{"id":901,"name":"a","city_id":"990100000000","province_id":"990000000000"},{"id":900,"name":"b","city_id":"990200000000","province_id":"990000000000"}]}"#,
        ),
        (
            "/province_cities",
            "980000000000",
            r#"{"id":901,"name":"y","province_id":"980000000000","cities":[]}"#,
        ),
        (
            "/cities_country",
            "990100000000",
            r#"{"id":901,"name":"a","city_id":"990100000000","province_id":"990000000000","country":[{"id":9001,"name":"c","country_id":"990101000000","city_id":"990100000000"},{"id":9000,"name":"d","country_id":"990102000000","city_id":"990100000000"}]}"#,
        ),
        (
            "/cities_country",
            "990200000000",
            r#"{"id":900,"name":"b","city_id":"990200000000","province_id":"990000000000","country":[]}"#,
        ),
    ] {
        assert_eq!(reference(&bench, area(path, code)), data);
    }
    let ends = concat!(
        r#"{"id":901,"name":"y","province_id":"980000000000"},"#,
        r#"{"id":900,"name":"\"x\\","province_id":"990000000000"}]"#
    );
    assert!(reference(&bench, provinces()).ends_with(ends));
}

#[test]
fn a_code_must_name_an_area_of_its_kind() {
    let long = "1".repeat(20_000);
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let required = Answer::invalid(&[("code", "required")]).in_mode(mode);
        let exists = Answer::invalid(&[("code", "exists")]).in_mode(mode);
        for (path, good) in [("/province_cities", "440000000000"), ("/cities_country", "440100000000")] {
            assert!(bench.answer(area(path, good)).is_success());
            assert_eq!(bench.answer(by_query(Method::GET, path, &FIRST.sign(&[]))), required);
            for blank in ["", " ", "\u{3000}"] {
                assert_eq!(bench.answer(area(path, blank)), required, "{path} {blank:?}");
            }
            let other = if path == "/cities_country" { "440000000000" } else { "440100000000" };
            for code in [
                "999999999999",
                "abc",
                other,
                "440103000000",
                "44",
                "44000000000",
                "4400000000000",
                "0440000000000",
                " 440000000000",
                "440000000000 ",
                " 440100000000",
                "440100000000 ",
                "440000000000.0",
                "440100000000.0",
                "-440000000000",
                "4.4e11",
                "４４００００００００００",
                "%",
                "44__________",
                "' OR 1=1 --",
                &long,
            ] {
                assert_eq!(bench.answer(area(path, code)), exists, "{path} {code}");
            }
        }
    }
}

#[test]
fn a_code_may_be_a_json_number_as_long_as_its_text_is_the_code() {
    let bench = Bench::new(handle);
    let by_number = |number: &str| {
        let sign = FIRST.sign(&[("code", number)]).pop().unwrap().1;
        let body = format!(r#"{{"product_id":1,"code":{number},"sign":"{sign}"}}"#);
        bench.answer(Request::new(Method::GET, "/province_cities").with_body("application/json", body))
    };
    assert_eq!(by_number("110000000000"), bench.answer(area("/province_cities", "110000000000")));
    for number in ["1.1e11", "110000000000.0", "1.1E+11"] {
        assert_eq!(by_number(number), Answer::invalid(&[("code", "exists")]), "{number}");
    }
}
