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
    OperatorsRead,
    OperatorsWrite,
    TokensRead,
    TokensWrite,
    AuditRead,
}

use Scope::{
    AuditRead, OperatorsRead, OperatorsWrite, ProvisioningRead, ProvisioningWrite, TokensRead, TokensWrite,
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
            Role::Operations => &[ProvisioningRead, ProvisioningWrite],
            Role::Finance => &[ProvisioningRead],
            Role::Auditor => &[ProvisioningRead, OperatorsRead, TokensRead, AuditRead],
        }
    }
}

impl Scope {
    pub const ALL: [Scope; 7] = [
        ProvisioningRead,
        ProvisioningWrite,
        OperatorsRead,
        OperatorsWrite,
        TokensRead,
        TokensWrite,
        AuditRead,
    ];

    /// What a token may be given. People and tokens are managed by people.
    pub const OF_TOKENS: [Scope; 5] =
        [ProvisioningRead, ProvisioningWrite, OperatorsRead, TokensRead, AuditRead];

    pub const fn name(self) -> &'static str {
        match self {
            ProvisioningRead => "provisioning:read",
            ProvisioningWrite => "provisioning:write",
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
