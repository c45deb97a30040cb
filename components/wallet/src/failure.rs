//! Every error of the wallet and its form on the wire (wallet.md §2.4, §2.5).

use feiqian_platform::http::{Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_rate::Refused;

/// The language of an error's detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// An error code with all that is constant about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub status: u16,
    pub name: &'static str,
    pub title: &'static str,
    pub chinese: &'static str,
    pub english: &'static str,
}

macro_rules! codes {
    ($($constant:ident $status:literal $name:literal $title:literal $chinese:literal $english:literal;)*) => {
        $(pub const $constant: Code =
            Code { status: $status, name: $name, title: $title, chinese: $chinese, english: $english };)*

        /// All of them.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

// A trailing blank of a detail is followed by the offending name.
codes! {
    INVALID_JSON 400 "invalid_json" "Malformed JSON" "请求体不是有效的 JSON。" "The request body is not valid JSON.";
    INVALID_INCLUDE 400 "invalid_include" "Invalid include" "不支持的 include：" "Unsupported include: ";
    INVALID_SORT 400 "invalid_sort" "Invalid sort" "不支持的排序字段：" "Unsupported sort field: ";
    INVALID_PAGE 400 "invalid_page" "Invalid page" "分页参数无效。" "Invalid page parameter.";
    INVALID_FILTER 400 "invalid_filter" "Invalid filter" "筛选条件无效。" "Invalid filter value.";
    INVALID_QUERY_PARAMETER 400 "invalid_query_parameter" "Invalid query parameter" "不支持的查询参数：" "Unsupported query parameter: ";
    INVALID_IDEMPOTENCY_KEY 400 "invalid_idempotency_key" "Invalid Idempotency-Key" "幂等键无效。" "The idempotency key is invalid.";
    NOT_AUTHENTICATED 401 "not_authenticated" "Not authenticated" "请先登录。" "Authentication is required.";
    PERMISSION_DENIED 403 "permission_denied" "Permission denied" "没有权限。" "You do not have permission.";
    CLIENT_GENERATED_ID 403 "client_generated_id" "Client-generated id" "不允许指定记录 ID。" "Client-generated ids are not allowed.";
    ROUTE_NOT_FOUND 404 "route_not_found" "Route not found" "接口不存在。" "No such route.";
    MODEL_NOT_FOUND 404 "model_not_found" "Not found" "记录不存在。" "The record does not exist.";
    METHOD_NOT_ALLOWED 405 "method_not_allowed" "Method not allowed" "不支持的请求方法。" "The method is not allowed.";
    NOT_ACCEPTABLE 406 "not_acceptable" "Not acceptable" "无法提供所要求的媒体类型。" "None of the accepted media types is available.";
    REQUEST_TIMEOUT 408 "request_timeout" "Request timeout" "请求体发送超时。" "The request body did not arrive in time.";
    RESOURCE_TYPE_CONFLICT 409 "resource_type_conflict" "Resource type conflict" "资源类型不匹配。" "The resource type or id does not match.";
    IDEMPOTENCY_KEY_REUSED 409 "idempotency_key_reused" "Idempotency key reused" "幂等键已用于其他请求。" "The idempotency key was used for a different request.";
    CASH_MCH_INVALID 409 "cash_mch_invalid" "Payout disabled" "未开启微信企业付款到零钱功能" "Payout to WeChat balance is not enabled.";
    UNBIND_WECHAT 409 "unbind_wechat" "WeChat not bound" "请绑定微信后再进行操作" "Bind WeChat first.";
    CASH_INTERVAL_TIME 409 "cash_interval_time" "Withdrawal interval" "提现处于限制间隔天数内" "The interval between withdrawals has not passed.";
    CASH_SUM_LIMIT 409 "cash_sum_limit" "Daily limit exceeded" "超出每日提现金额限制" "The daily withdrawal limit is exceeded.";
    STATUS_CASH_FREEZE 409 "status_cash_freeze" "Wallet frozen" "钱包已冻结提现" "Withdrawals from this wallet are frozen.";
    AVAILABLE_AMOUNT_ERROR 409 "available_amount_error" "Insufficient balance" "钱包可用金额不足" "The available balance is insufficient.";
    WALLET_LIMIT_ERROR 409 "wallet_limit_error" "Balance too large" "钱包金额超出上限" "The balance would exceed its maximum.";
    PAYLOAD_TOO_LARGE 413 "payload_too_large" "Payload too large" "请求体过大。" "The request body is too large.";
    UNSUPPORTED_MEDIA_TYPE 415 "unsupported_media_type" "Unsupported media type" "不支持的媒体类型。" "The media type is not supported.";
    VALIDATION_ERROR 422 "validation_error" "Validation failed" "" "";
    CASH_TYPE_ERROR 422 "cash_type_error" "Unknown withdrawal method" "提现方式不存在" "The withdrawal method does not exist.";
    OPERATE_FORBIDDEN 422 "operate_forbidden" "Illegal operation" "非法操作" "Illegal operation.";
    OPERATE_TYPE_ERROR 422 "operate_type_error" "Unknown operation type" "操作类型不存在" "The operation type does not exist.";
    WALLET_STATUS_ERROR 422 "wallet_status_error" "Unknown wallet status" "钱包状态不存在" "The wallet status does not exist.";
    TOO_MANY_REQUESTS 429 "too_many_requests" "Too many requests" "请求过于频繁，请稍后重试。" "Too many requests, try again later.";
    INTERNAL_ERROR 500 "internal_error" "Internal error" "服务器内部错误。" "Internal server error.";
    SERVICE_BUSY 503 "service_busy" "Service busy" "服务繁忙，请稍后重试。" "The service is busy, try again.";
}

/// A rule of validation (wallet.md §2.5): its name, and its text after the field's name; `{}` is the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule(pub &'static str, &'static str, &'static str);

pub const REQUIRED: Rule = Rule("required", "不能为空。", "is required.");
pub const OBJECT: Rule = Rule("object", "必须是对象。", "must be an object.");
pub const ARRAY: Rule = Rule("array", "必须是数组。", "must be an array.");
pub const STRING: Rule = Rule("string", "必须是字符串。", "must be a string.");
pub const BOOLEAN: Rule = Rule("boolean", "必须是布尔值。", "must be a boolean.");
pub const INTEGER: Rule = Rule("integer", "必须是整数。", "must be an integer.");
pub const NUMERIC: Rule = Rule("numeric", "必须是一个数字。", "must be a number.");
pub const SCALE: Rule = Rule("scale", "最多保留 {} 位小数。", "must have at most {} decimal places.");
pub const MIN: Rule = Rule("min", "必须大于等于 {}。", "must be at least {}.");
pub const MAX: Rule = Rule("max", "不能大于 {}。", "must be at most {}.");
pub const REGEX: Rule = Rule("regex", "格式不正确。", "has an invalid format.");
pub const MAX_LENGTH: Rule = Rule("max_length", "不能超过 {} 个字符。", "must not exceed {} characters.");
pub const MIN_ITEMS: Rule = Rule("min_items", "至少包含 {} 项。", "must contain at least {} items.");
pub const MAX_ITEMS: Rule = Rule("max_items", "最多包含 {} 项。", "must contain at most {} items.");
pub const ACTUAL_POSITIVE: Rule =
    Rule("actual_positive", "扣除手续费后必须大于 0。", "must be greater than 0 after the fee.");
pub const REQUIRED_WITH: Rule =
    Rule("required_with", "必须与 {} 同时提交。", "must be sent together with {}.");
pub const ANY: Rule = Rule("any", "至少需要一个字段。", "needs at least one field.");
pub const ORDER: Rule = Rule("order", "不能大于 {}。", "must not exceed {}.");
pub const UNKNOWN: Rule = Rule("unknown", "不支持。", "is not supported.");
pub const AMBIGUOUS: Rule = Rule("ambiguous", "与其他字段重复。", "duplicates another field.");

/// All rules.
pub const RULES: [Rule; 20] = [
    REQUIRED,
    OBJECT,
    ARRAY,
    STRING,
    BOOLEAN,
    INTEGER,
    NUMERIC,
    SCALE,
    MIN,
    MAX,
    REGEX,
    MAX_LENGTH,
    MIN_ITEMS,
    MAX_ITEMS,
    ACTUAL_POSITIVE,
    REQUIRED_WITH,
    ANY,
    ORDER,
    UNKNOWN,
    AMBIGUOUS,
];

/// What every endpoint can answer.
pub const OF_ALL: &[Code] = &[
    INVALID_QUERY_PARAMETER,
    NOT_AUTHENTICATED,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    TOO_MANY_REQUESTS,
    INTERNAL_ERROR,
    SERVICE_BUSY,
];

/// What every endpoint with a body can answer besides.
pub const OF_BODIES: &[Code] = &[INVALID_JSON, REQUEST_TIMEOUT, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE];

/// Chinese names of fields; any other field is called by its own.
const LABELS: [(&str, &str); 9] = [
    ("cash_apply_amount", "提现金额"),
    ("cash_type", "提现方式"),
    ("cash_mobile", "提现手机"),
    ("cash_status", "提现状态"),
    ("remark", "备注"),
    ("operate_type", "操作类型"),
    ("operate_amount", "操作金额"),
    ("operate_reason", "操作原因"),
    ("wallet_status", "钱包状态"),
];

/// The part of a request that an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Nothing,
    Pointer(String),
    Parameter(String),
    Header(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Meta {
    Nothing,
    Rule { rule: Rule, field: String, limit: Option<String> },
    RetryAt(String),
}

/// One item of `errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    /// The offending name, for the codes whose detail ends in it.
    name: String,
    source: Source,
    meta: Meta,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Problem { code, name: String::new(), source: Source::Nothing, meta: Meta::Nothing }
    }

    pub fn at(code: Code, pointer: impl Into<String>) -> Self {
        Problem { source: Source::Pointer(pointer.into()), ..Problem::new(code) }
    }

    pub fn header(code: Code, header: &'static str) -> Self {
        Problem { source: Source::Header(header), ..Problem::new(code) }
    }

    /// `name` is what the detail ends in, if it names something.
    pub fn parameter(code: Code, parameter: &str, name: &str) -> Self {
        Problem {
            name: name.to_owned(),
            source: Source::Parameter(parameter.to_owned()),
            ..Problem::new(code)
        }
    }

    pub fn rule(rule: Rule, field: &str, pointer: impl Into<String>, limit: Option<String>) -> Self {
        let meta = Meta::Rule { rule, field: field.to_owned(), limit };
        Problem { meta, ..Problem::at(VALIDATION_ERROR, pointer) }
    }

    /// `retry_at` is the wire text of the first permitted instant.
    pub fn retry_at(code: Code, retry_at: String) -> Self {
        Problem { meta: Meta::RetryAt(retry_at), ..Problem::new(code) }
    }

    /// The field or parameter that it is about, for the log.
    fn field(&self) -> Option<&str> {
        match (&self.meta, &self.source) {
            (Meta::Rule { field, .. }, _) => Some(field),
            (_, Source::Parameter(parameter)) => Some(parameter),
            (_, Source::Header(header)) => Some(header),
            _ => None,
        }
    }

    fn detail(&self, language: Language) -> String {
        let of = |chinese: &'static str, english: &'static str| match language {
            Language::Chinese => chinese,
            Language::English => english,
        };
        let Meta::Rule { rule, field, limit } = &self.meta else {
            return [of(self.code.chinese, self.code.english), &self.name].concat();
        };
        let text = of(rule.1, rule.2).replace("{}", limit.as_deref().unwrap_or_default());
        match language {
            Language::Chinese => {
                let label = LABELS.iter().find(|(name, _)| name == field);
                [label.map_or(field.as_str(), |(_, label)| label), &text].concat()
            }
            Language::English => [field, " ", &text].concat(),
        }
    }

    fn write(&self, out: &mut String, language: Language, id: Option<&str>) {
        out.push('{');
        if let Some(id) = id {
            member(out, "id", id);
        }
        member(out, "status", &self.code.status.to_string());
        member(out, "code", self.code.name);
        member(out, "title", self.code.title);
        member(out, "detail", &self.detail(language));
        let source = match &self.source {
            Source::Nothing => None,
            Source::Pointer(pointer) => Some(("pointer", pointer.as_str())),
            Source::Parameter(parameter) => Some(("parameter", parameter.as_str())),
            Source::Header(header) => Some(("header", *header)),
        };
        if let Some((kind, value)) = source {
            out.push_str(r#""source":{"#);
            member(out, kind, value);
            close(out);
        }
        match &self.meta {
            Meta::Nothing => {}
            Meta::Rule { rule, field, limit } => {
                out.push_str(r#""meta":{"#);
                member(out, "field", field);
                member(out, "rule", rule.0);
                if let Some(limit) = limit {
                    member(out, "limit", limit);
                }
                close(out);
            }
            Meta::RetryAt(retry_at) => {
                out.push_str(r#""meta":{"#);
                member(out, "retry_at", retry_at);
                close(out);
            }
        }
        close(out);
    }
}

/// A text member and the comma after it.
fn member(out: &mut String, name: &str, value: &str) {
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
    // A text always has a JSON form.
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
    out.push(',');
}

/// Ends an object that has at least one member, and puts a comma after it.
fn close(out: &mut String) {
    out.pop();
    out.push_str("},");
}

/// Why a request is refused.
#[derive(Debug)]
pub enum Failure {
    /// One or more errors of one status.
    Problems(Vec<Problem>),
    /// No valid token; whether there was one at all.
    Unauthenticated { token_sent: bool },
    /// Too many requests of the user; the seconds until there is room.
    TooManyRequests { retry_after_s: i64 },
    /// The methods of the path, for `allow`.
    MethodNotAllowed(String),
    /// The database stayed locked, or its connection broke twice: nothing was written.
    Busy,
    /// A fault of ours: logged, not told.
    Fault(String),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problems(vec![problem])
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Problem::new(code).into()
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany { retry_after_s } => Failure::TooManyRequests { retry_after_s },
            Refused::Fault(fault) => Failure::Fault(fault),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Busy => Failure::Busy,
            other => Failure::Fault(other.to_string()),
        }
    }
}

impl Failure {
    /// The answer. Of refused fields the names that are `known` get into the log.
    pub fn into_response(
        self,
        platform: &Platform,
        request_id: &str,
        language: Language,
        known: &[&'static str],
    ) -> Response {
        let (mut id, mut text) = (None, None);
        let (problems, extra) = match self {
            Failure::Problems(problems) => (problems, None),
            Failure::Unauthenticated { token_sent } => {
                let challenge = if token_sent { "Bearer error=\"invalid_token\"" } else { "Bearer" };
                (vec![Problem::new(NOT_AUTHENTICATED)], Some((header::WWW_AUTHENTICATE, challenge)))
            }
            Failure::MethodNotAllowed(allow) => {
                text = Some((header::ALLOW, allow));
                (vec![Problem::new(METHOD_NOT_ALLOWED)], None)
            }
            Failure::TooManyRequests { retry_after_s } => {
                text = Some((header::RETRY_AFTER, retry_after_s.to_string()));
                (vec![Problem::new(TOO_MANY_REQUESTS)], None)
            }
            Failure::Busy => (vec![Problem::new(SERVICE_BUSY)], Some((header::RETRY_AFTER, "1"))),
            Failure::Fault(fault) => {
                platform.log_fault(request_id, &fault);
                id = Some(request_id);
                (vec![Problem::new(INTERNAL_ERROR)], None)
            }
        };
        let mut body = String::from(r#"{"errors":["#);
        for problem in &problems {
            problem.write(&mut body, language, id);
        }
        body.pop();
        body.push_str("]}");
        let code = problems.first().map_or(INTERNAL_ERROR, |problem| problem.code);
        let status = StatusCode::from_u16(code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let fields = problems.iter().filter_map(Problem::field);
        let mut response = Response::new(status, body).refusing(fields, known);
        response.code = code.name.into();
        if let Some((name, value)) = text {
            response = response.with_text(name, &value);
        }
        match extra {
            Some((name, value)) => response.with(name, value),
            None => response,
        }
    }
}
