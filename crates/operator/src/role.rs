//! Roles and what each may do: the matrix of docs/admin.md.

use feiqian_platform::Value;
use feiqian_platform::database::FromCell;

/// What an operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Owner,
    Operations,
    Finance,
    Auditor,
}

impl FromCell for Role {
    fn from_cell(cell: Value) -> Option<Self> {
        String::from_cell(cell).and_then(|name| Role::parse(&name))
    }
}

/// What a route needs. Every name is that of a token's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Products, merchants, hubs, channels, accounts, banks.
    ProvisioningRead,
    ProvisioningWrite,
    /// Balances of payee merchants and their top-ups.
    FinanceRead,
    /// Asking for a top-up.
    TopUpsAsk,
    /// Fees, and deciding about top-ups.
    FinanceWrite,
    OperatorsRead,
    OperatorsWrite,
    TokensRead,
    TokensWrite,
    AuditRead,
    /// Deposits, withdrawals, applications, payouts, notices, refused payments.
    MoneyRead,
    /// What moves no money: sending a notice again or giving it up, having a payout looked at again.
    MoneyAct,
    /// What moves money: approvals, make-up orders, settlements, resolutions.
    MoneyDecide,
    /// Ledger, statements, reconciliations and exports.
    ReportsRead,
    /// Uploading statements of hubs and providers, and resolving what does not match.
    ReconciliationWrite,
}

use Scope::{
    AuditRead, FinanceRead, FinanceWrite, MoneyAct, MoneyDecide, MoneyRead, OperatorsRead, OperatorsWrite,
    ProvisioningRead, ProvisioningWrite, ReconciliationWrite, ReportsRead, TokensRead, TokensWrite,
    TopUpsAsk,
};

impl Role {
    pub const ALL: [Role; 4] = [Role::Owner, Role::Operations, Role::Finance, Role::Auditor];

    pub const fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Operations => "operations",
            Role::Finance => "finance",
            Role::Auditor => "auditor",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The matrix.
    pub const fn scopes(self) -> &'static [Scope] {
        match self {
            Role::Owner => &Scope::ALL,
            Role::Operations => &[
                ProvisioningRead,
                ProvisioningWrite,
                FinanceRead,
                TopUpsAsk,
                MoneyRead,
                MoneyAct,
                ReportsRead,
            ],
            Role::Finance => &[
                ProvisioningRead,
                FinanceRead,
                TopUpsAsk,
                FinanceWrite,
                MoneyRead,
                MoneyDecide,
                ReportsRead,
                ReconciliationWrite,
            ],
            Role::Auditor => {
                &[ProvisioningRead, FinanceRead, OperatorsRead, TokensRead, AuditRead, MoneyRead, ReportsRead]
            }
        }
    }
}

impl Scope {
    pub const ALL: [Scope; 15] = [
        ProvisioningRead,
        ProvisioningWrite,
        FinanceRead,
        TopUpsAsk,
        FinanceWrite,
        OperatorsRead,
        OperatorsWrite,
        TokensRead,
        TokensWrite,
        AuditRead,
        MoneyRead,
        MoneyAct,
        MoneyDecide,
        ReportsRead,
        ReconciliationWrite,
    ];

    /// What a token may be given. People and tokens are managed by people, and people decide about money.
    pub const OF_TOKENS: [Scope; 11] = [
        ProvisioningRead,
        ProvisioningWrite,
        FinanceRead,
        TopUpsAsk,
        OperatorsRead,
        TokensRead,
        AuditRead,
        MoneyRead,
        MoneyAct,
        ReportsRead,
        ReconciliationWrite,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            ProvisioningRead => "provisioning:read",
            ProvisioningWrite => "provisioning:write",
            FinanceRead => "finance:read",
            TopUpsAsk => "top_ups:ask",
            FinanceWrite => "finance:write",
            OperatorsRead => "operators:read",
            OperatorsWrite => "operators:write",
            TokensRead => "tokens:read",
            TokensWrite => "tokens:write",
            AuditRead => "audit:read",
            MoneyRead => "money:read",
            MoneyAct => "money:act",
            MoneyDecide => "money:decide",
            ReportsRead => "reports:read",
            ReconciliationWrite => "reconciliation:write",
        }
    }

    /// The scope of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}
