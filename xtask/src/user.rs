//! `cargo xtask user`: the accounts of a merchant's back office (docs/cashier.md, "Roles").

use crate::operator::{self, now_ms};
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Connection;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Adds an account.
    Add {
        #[command(flatten)]
        account: Account,
        /// What it may do.
        #[arg(long)]
        role: Role,
        #[command(flatten)]
        password: Password,
    },
    /// Gives an account a new password and ends its sessions; the merchant's own account, too.
    Password {
        #[command(flatten)]
        account: Account,
        #[command(flatten)]
        password: Password,
    },
    /// Gives an account another role and ends its sessions.
    Role {
        #[command(flatten)]
        account: Account,
        #[arg(long)]
        role: Role,
    },
    /// Lets an account in no longer and ends its sessions.
    Suspend {
        #[command(flatten)]
        account: Account,
    },
    /// Lets a suspended account in again.
    Resume {
        #[command(flatten)]
        account: Account,
    },
    /// Prints a password's hash, for `merchants.password_hash`.
    Hash {
        #[command(flatten)]
        password: Password,
    },
}

#[derive(clap::Args)]
struct Account {
    /// The database file.
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
    /// The merchant's code.
    #[arg(long, value_name = "CODE")]
    merchant: String,
    /// The account's name.
    #[arg(long, value_name = "NAME")]
    account: String,
}

#[derive(clap::Args)]
pub struct Password {
    /// Makes a password and shows it once; otherwise it is the first line of standard input.
    #[arg(long)]
    generate: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Role {
    Hub,
    Service,
    Treasury,
    Admin,
    Auditor,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Hub => "hub",
            Role::Service => "service",
            Role::Treasury => "treasury",
            Role::Admin => "admin",
            Role::Auditor => "auditor",
        }
    }
}

/// `cargo xtask user`
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.action {
        Action::Add { account, role, password } => {
            let hash = hashed(password)?;
            let connection = open(account)?;
            add(&connection, &account.merchant, &account.account, role.name(), &hash)?;
        }
        Action::Password { account, password } => {
            let hash = hashed(password)?;
            set_password(&open(account)?, &account.merchant, &account.account, &hash)?;
        }
        Action::Role { account, role } => {
            set(&open(account)?, &account.merchant, &account.account, "role", role.name())?;
        }
        Action::Suspend { account } => {
            set(&open(account)?, &account.merchant, &account.account, "status", "0")?;
        }
        Action::Resume { account } => {
            set(&open(account)?, &account.merchant, &account.account, "status", "1")?;
        }
        Action::Hash { password } => println!("{}", hashed(password)?),
    }
    Ok(())
}

fn open(account: &Account) -> Result<Connection> {
    operator::open(&account.database)
}

impl Password {
    /// The password that is asked for.
    pub fn read(&self) -> Result<String> {
        if !self.generate {
            return operator::first_line("the password");
        }
        let password = URL_SAFE_NO_PAD.encode(operator::random::<18>()?);
        eprintln!("password (shown this once): {password}");
        Ok(password)
    }
}

/// The hash of the password that is asked for.
fn hashed(password: &Password) -> Result<String> {
    let password = password.read()?;
    check(&password)?;
    let salt = operator::random::<{ feiqian_password::SALT_LENGTH }>()?;
    feiqian_password::hash(&password, &salt).map_err(|_| anyhow::anyhow!("the password cannot be hashed"))
}

/// Whether a text may be a password; `POST /token` takes no longer one.
pub fn check(password: &str) -> Result<()> {
    let rule = "a password has 12 to 128 characters, none of them a control character, and is not blank";
    ensure!(feiqian_operator::is_password(password), rule);
    Ok(())
}

fn add(connection: &Connection, merchant: &str, account: &str, role: &str, hash: &str) -> Result<()> {
    let chars = account.chars().count();
    ensure!((1..=64).contains(&chars) && !account.trim().is_empty(), "an account has 1 to 64 characters");
    ensure!(!account.chars().any(char::is_control), "an account has no control characters");
    let insert =
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
                  SELECT id, ?2, ?3, ?4, ?5, ?5 FROM merchants WHERE code = ?1";
    let values = rusqlite::params![merchant, account, hash, role, now_ms()?];
    let added = match connection.execute(insert, values) {
        Ok(added) => added,
        Err(error) if error.to_string().contains("account_taken") || error.to_string().contains("UNIQUE") => {
            bail!("{merchant} has an account {account} already")
        }
        Err(error) => return Err(error).context("adding the account"),
    };
    ensure!(added == 1, "there is no merchant {merchant}");
    Ok(())
}

fn set_password(connection: &Connection, merchant: &str, account: &str, hash: &str) -> Result<()> {
    let own = "UPDATE merchants SET password_hash = ?3, updated_at = ?4 WHERE code = ?1 AND account = ?2";
    if connection.execute(own, rusqlite::params![merchant, account, hash, now_ms()?])? == 1 {
        return Ok(());
    }
    set(connection, merchant, account, "password_hash", hash)
}

/// `column` is one of ours, never the caller's text.
fn set(connection: &Connection, merchant: &str, account: &str, column: &str, value: &str) -> Result<()> {
    let update = format!(
        "UPDATE merchant_users SET {column} = ?3, updated_at = ?4
          WHERE merchant_id = (SELECT id FROM merchants WHERE code = ?1) AND account = ?2"
    );
    let changed = connection.execute(&update, rusqlite::params![merchant, account, value, now_ms()?])?;
    ensure!(changed == 1, "{merchant} has no account {account}; that of merchants.account is the operator's");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    fn text(connection: &Connection, query: &str) -> String {
        connection.query_row(query, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_account_is_added_changed_and_suspended_and_each_ends_its_sessions() {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap().into_iter().chain(sql::demo().unwrap()) {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        let hash = |salt: &[u8; 16]| feiqian_password::hash("a long password", salt).unwrap();
        add(&connection, "M001", "zoe", "treasury", &hash(b"0123456789abcdef")).unwrap();
        for (merchant, account) in
            [("M001", "zoe"), ("M001", "ops"), ("M009", "zoe"), ("M001", ""), ("M001", " ")]
        {
            assert!(
                add(&connection, merchant, account, "hub", &hash(b"0123456789abcdef")).is_err(),
                "{account}"
            );
        }
        assert!(add(&connection, "M001", "bob", "all", &hash(b"0123456789abcdef")).is_err(), "no such role");
        let state =
            "SELECT role || ' ' || status || ' ' || session_epoch FROM merchant_users WHERE account = 'zoe'";
        assert_eq!(text(&connection, state), "treasury 1 0");
        set(&connection, "M001", "zoe", "role", "auditor").unwrap();
        set_password(&connection, "M001", "zoe", &hash(b"0123456789abcdeg")).unwrap();
        set(&connection, "M001", "zoe", "status", "0").unwrap();
        assert_eq!(text(&connection, state), "auditor 0 3");
        assert!(set(&connection, "M002", "zoe", "status", "0").is_err());

        set_password(&connection, "M001", "ops", &hash(b"0123456789abcdeg")).unwrap();
        let own = "SELECT password_hash || session_epoch FROM merchants WHERE code = 'M001'";
        assert_eq!(text(&connection, own), hash(b"0123456789abcdeg") + "1");
    }

    #[test]
    fn a_password_has_bounds() {
        for wrong in ["", "short", "            ", "tab\tin the middle", &"x".repeat(129)] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
        for right in ["twelve chars", "密码密码密码密码密码密码", &"x".repeat(128)] {
            assert!(check(right).is_ok(), "{right}");
        }
    }
}
