//! Codes and messages of answers that are no success (payee.md §9), as documented: `<name>` stands for a parameter.

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `ret_code`
    pub code: &'static str,
    /// `ret_msg`
    pub message: &'static str,
}

macro_rules! codes {
    ($($name:ident $code:literal $message:literal;)*) => {
        $(pub const $name: Code = Code { code: $code, message: $message };)*

        /// All of them.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    UNSIGNED "000000" "data error : verifySign";
    FAULT "000000" "system error";
    BUSY "000000" "service busy";
    VERSION "000010" "API version error";
    ABSENT "000020" "parameter null error : <name>";
    PATH "000021" "no related information : path";
    UNKNOWN "000021" "no related information : <name>";
    MISMATCH "000022" "parameters do not match : <name>";
    DUPLICATE "000022" "Duplicate request error";
    MALFORMED "000023" "data error : <name>";
    METHOD "000023" "data error : method";
    CONTENT_TYPE "000023" "data error : Content-Type";
    BODY "000023" "data error : body";
    TOO_MANY "000030" "too many requests";
    DENIED "000030" "Access Denied";
    // What triggers and statements say.
    UNVERIFIED "000040" "payee status Unverified";
    ACTIVATED "000040" "payee status Activated";
    DECLINED "000040" "payee status Declined";
    DEACTIVATED "000040" "payee status Deactivated";
    ACCOUNT_PENDING "000040" "account status Pending";
    ACCOUNT_INVALID "000040" "account status Invalid";
    ACCOUNT_LIMIT "000040" "account limit reached";
    BALANCE "000040" "Account balance is not sufficient";
    OPEN_PAYOUTS "000040" "transaction status error : accountToken";
    SUPPLIER "000080" "supplier system error";
}

/// What every endpoint can answer. A timestamp that is absent is a parameter that is.
pub const OF_ALL: &[Code] = &[MALFORMED, UNSIGNED, DENIED, METHOD, CONTENT_TYPE, BODY, TOO_MANY, FAULT, BUSY];
