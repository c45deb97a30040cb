//! Further accounts of a merchant's back office, each with one role.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT m.code || '/' || u.account AS key, m.code AS parent, u.id AS id,
     json_object('merchant', m.code, 'account', u.account, 'role', u.role,
     'status', CASE u.status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
     json_object('created_at', ",
    at!("u.created_at"),
    ", 'updated_at', ",
    at!("u.updated_at"),
    ") AS info, u.password_hash AS secret
     FROM merchant_users u JOIN merchants m ON m.id = u.merchant_id",
);

pub static MERCHANT_USERS: Resource = Resource {
    name: "merchant_user",
    section: "merchant_users",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Password,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 4] = [
    field("merchant", Kind::Code(20, ""), Need::Key),
    field("account", Kind::Name(64), Need::Key),
    field("role", Kind::OneOf(&["hub", "service", "treasury", "admin", "auditor"]), Need::Required),
    STATUS,
];
