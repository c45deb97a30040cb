//! Who may do what in a merchant's back office: the one table of roles, endpoints and moves (docs/cashier.md, "Roles").

use serde::Serialize;

/// The role of an account. `merchants.account` has [`Role::All`]; `merchant_users.role` names one of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// `all`: the merchant's own account.
    All,
    /// The upstream: reports payments and sees nothing.
    Hub,
    /// Customer service: steps as U and, for a customer, as C.
    Service,
    /// Pays out and confirms money: steps as Z.
    Treasury,
    /// Receiving accounts, and make-up orders up to the merchant's ceiling.
    Admin,
    /// Reads.
    Auditor,
}

/// What an endpoint is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// `GET /customer`, `/deposit_record`, `/withdraw_record`.
    Read,
    /// `POST /create_bank_account`, `DELETE /delete_bank_account`.
    ReceivingAccounts,
    /// `PUT /approve` with this `user_type`.
    ApproveAsC,
    /// Approvals with `user_type` U.
    ApproveAsU,
    /// Approvals with `user_type` Z.
    ApproveAsZ,
    /// `PUT /pay` with `replace_flag` 0.
    ReportPayment,
    /// `PUT /pay` with `replace_flag` 1, of any amount.
    MakeUp,
    /// The same up to `merchants.make_up_ceiling`.
    MakeUpWithinCeiling,
}

/// The acts of `PUT /approve`.
pub const APPROVALS: [Act; 3] = [Act::ApproveAsC, Act::ApproveAsU, Act::ApproveAsZ];
/// The acts of `PUT /pay`.
pub const PAYMENTS: [Act; 3] = [Act::ReportPayment, Act::MakeUp, Act::MakeUpWithinCeiling];

impl Act {
    /// `PUT /approve` by its `user_type`.
    pub fn approval(user_type: &str) -> Option<Self> {
        match user_type {
            "C" => Some(Act::ApproveAsC),
            "U" => Some(Act::ApproveAsU),
            "Z" => Some(Act::ApproveAsZ),
            _ => None,
        }
    }
}

impl Role {
    /// Every role.
    pub const EVERY: [Role; 6] =
        [Role::All, Role::Hub, Role::Service, Role::Treasury, Role::Admin, Role::Auditor];

    /// As the tables and the sessions name it.
    pub const fn name(self) -> &'static str {
        match self {
            Role::All => "all",
            Role::Hub => "hub",
            Role::Service => "service",
            Role::Treasury => "treasury",
            Role::Admin => "admin",
            Role::Auditor => "auditor",
        }
    }

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Role::EVERY.into_iter().find(|role| role.name() == name)
    }

    /// The table.
    pub const fn may(self, act: Act) -> bool {
        match act {
            Act::Read => !matches!(self, Role::Hub),
            Act::ReceivingAccounts => matches!(self, Role::All | Role::Admin),
            Act::ApproveAsC | Act::ApproveAsU => matches!(self, Role::All | Role::Service),
            Act::ApproveAsZ => matches!(self, Role::All | Role::Treasury),
            Act::ReportPayment => matches!(self, Role::All | Role::Hub),
            Act::MakeUp => matches!(self, Role::All),
            Act::MakeUpWithinCeiling => matches!(self, Role::All | Role::Admin),
        }
    }

    /// Whether the role may do any of them: an endpoint that it may do nothing at refuses it before it validates.
    pub fn may_any(self, acts: &[Act]) -> bool {
        acts.iter().any(|&act| self.may(act))
    }
}
