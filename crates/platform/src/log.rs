//! One JSON line a request on standard error. Never a parameter's value, a key, a token or a person's name.

use crate::http::Response;
use crate::traceparent;
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct RequestLine<'a> {
    /// Unix milliseconds at the end of the request.
    time_ms: i64,
    level: &'static str,
    request_id: &'a str,
    /// Of the request's `traceparent`.
    #[serde(skip_serializing_if = "str::is_empty")]
    trace_id: &'a str,
    component: &'static str,
    route: &'a str,
    status: u16,
    duration_us: i64,
    /// The contract's own code.
    code: &'a str,
    /// Names of the refused fields.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    fields: &'a [&'static str],
}

/// The line of a finished request, of its id and its trace, with its line end.
pub(crate) fn request_line(
    time_ms: i64,
    component: &'static str,
    (request_id, traceparent): (&str, Option<&str>),
    response: &Response,
    duration_us: i64,
) -> Vec<u8> {
    let status = response.status.as_u16();
    let line = RequestLine {
        time_ms,
        level: if status >= 500 || response.code.starts_with('5') { "error" } else { "info" },
        request_id,
        trace_id: traceparent.map(traceparent::trace_id).unwrap_or_default(),
        component,
        route: response.route,
        status,
        duration_us,
        code: &response.code,
        fields: &response.fields,
    };
    let mut text = serde_json::to_vec(&line).unwrap_or_default();
    text.push(b'\n');
    text
}

#[derive(Serialize)]
struct FaultLine<'a> {
    time_ms: i64,
    level: &'static str,
    request_id: &'a str,
    fault: &'a str,
}

/// The line of a fault that the client is not told about: an unknown database error, an unusable variable.
pub(crate) fn fault_line(time_ms: i64, request_id: &str, fault: &str) -> Vec<u8> {
    let line = FaultLine { time_ms, level: "error", request_id, fault };
    let mut text = serde_json::to_vec(&line).unwrap_or_default();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::http::StatusCode;

    #[test]
    fn the_line_of_a_request_has_these_members_and_no_others() {
        let mut response = Response::new(StatusCode::OK, r#"{"secret":"body"}"#);
        response.route = "GET /bank_list";
        response.code = "422".into();
        let line = request_line(1_767_323_045_000, "catalog", ("id-1", None), &response, 1_234);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"time_ms\":1767323045000,\"level\":\"info\",\"request_id\":\"id-1\",\"component\":\"catalog\",\
             \"route\":\"GET /bank_list\",\"status\":200,\"duration_us\":1234,\"code\":\"422\"}\n"
        );
        response.fields = vec!["amount", "other"];
        let line = request_line(1_767_323_045_000, "catalog", ("id-1", None), &response, 1_234);
        let line = String::from_utf8(line).unwrap();
        assert!(line.ends_with("\"code\":\"422\",\"fields\":[\"amount\",\"other\"]}\n"), "{line}");
        assert_eq!(line.lines().count(), 1);
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let line = request_line(1, "catalog", ("id-1", Some(trace)), &response, 1_234);
        let line = String::from_utf8(line).unwrap();
        assert!(
            line.contains("\"request_id\":\"id-1\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\""),
            "{line}"
        );
    }

    #[test]
    fn the_line_of_a_fault_names_its_request() {
        let line = fault_line(1_767_323_045_000, "id-3", "no such table: \"t\"");
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"time_ms\":1767323045000,\"level\":\"error\",\"request_id\":\"id-3\",\
             \"fault\":\"no such table: \\\"t\\\"\"}\n"
        );
    }

    #[test]
    fn a_fault_of_ours_is_an_error_even_under_status_200() {
        let mut response = Response::new(StatusCode::OK, "");
        response.code = "500".into();
        let line = request_line(0, "deposit", ("id-2", None), &response, 1);
        assert!(String::from_utf8(line).unwrap().contains("\"level\":\"error\""));
    }
}
