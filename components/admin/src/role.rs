//! Roles and what each may do: the matrix of docs/admin.md.

/// What an operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Owner,
    Operations,
    Finance,
    Auditor,
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
}

use Scope::{
    AuditRead, FinanceRead, FinanceWrite, OperatorsRead, OperatorsWrite, ProvisioningRead, ProvisioningWrite,
    TokensRead, TokensWrite, TopUpsAsk,
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
            Role::Operations => &[ProvisioningRead, ProvisioningWrite, FinanceRead, TopUpsAsk],
            Role::Finance => &[ProvisioningRead, FinanceRead, TopUpsAsk, FinanceWrite],
            Role::Auditor => &[ProvisioningRead, FinanceRead, OperatorsRead, TokensRead, AuditRead],
        }
    }
}

impl Scope {
    pub const ALL: [Scope; 10] = [
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
    ];

    /// What a token may be given. People and tokens are managed by people, and people decide about money.
    pub const OF_TOKENS: [Scope; 7] =
        [ProvisioningRead, ProvisioningWrite, FinanceRead, TopUpsAsk, OperatorsRead, TokensRead, AuditRead];

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
        }
    }

    /// The scope of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}
