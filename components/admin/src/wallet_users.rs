//! Users of the wallet. One is there from his first token on; the desk can make him earlier, and suspends his withdrawals.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them. The key is the column itself: there are many users.
const VIEW: &str = concat!(
    "SELECT u.id AS key, NULL AS parent, u.id AS id,
     json_object('id', u.id, 'username', u.username, 'mobile', u.mobile,
     'status', CASE w.wallet_status WHEN 0 THEN 'active' ELSE 'suspended' END,
     'openid', coalesce(c.openid, ''), 'nickname', coalesce(c.nickname, '')) AS body,
     json_object('available', ",
    cents!("w.available_amount"),
    ", 'frozen', ",
    cents!("w.freeze_amount"),
    ", 'created_at', ",
    at!("u.created_at"),
    ", 'updated_at', ",
    at!("max(u.updated_at, w.updated_at)"),
    ") AS info, NULL AS secret
     FROM users u JOIN user_wallets w ON w.user_id = u.id LEFT JOIN user_wechats c ON c.user_id = u.id",
);

pub static WALLET_USERS: Resource = Resource {
    name: "wallet_user",
    section: "",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 6] = [
    // The greatest number is the desk's own in columns that name a user.
    field("id", Kind::Integer(1, 9_007_199_254_740_990), Need::Key),
    field("username", Kind::Name(100), Need::Required),
    field("mobile", Kind::Text(20), Need::Or("\"\"")),
    STATUS,
    field("openid", Kind::Text(64), Need::Or("\"\"")),
    field("nickname", Kind::Text(100), Need::Or("\"\"")),
];
