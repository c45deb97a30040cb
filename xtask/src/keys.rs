//! `cargo xtask keys`: makes, exchanges, seals and re-seals keys (docs/keys.md). All of it while the bundle
//! serves.

mod reindex;
mod reseal;
mod rows;
mod signing;
mod token;

use crate::operator;
use anyhow::{Context, Result, anyhow, bail, ensure};
use feiqian_vault::{Keyring, Vault, is_sealed};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Gives a product a new key beside the one it has.
    Product {
        #[command(flatten)]
        database: Database,
        /// The product's id.
        #[arg(long, value_name = "ID")]
        product: i64,
        #[command(flatten)]
        rotation: Rotation,
        #[command(flatten)]
        key: Given,
        #[command(flatten)]
        sealing: Sealing,
    },
    /// Gives a merchant a new key at its hub beside the one it has.
    Merchant {
        #[command(flatten)]
        database: Database,
        /// The merchant's code.
        #[arg(long, value_name = "CODE")]
        merchant: String,
        #[command(flatten)]
        rotation: Rotation,
        #[command(flatten)]
        key: Given,
        #[command(flatten)]
        sealing: Sealing,
    },
    /// Gives a payees' merchant a new API token beside the one it has. Tokens are always sealed.
    Token {
        #[command(flatten)]
        database: Database,
        /// The merchant's number.
        #[arg(long, value_name = "NUMBER")]
        merchant: String,
        #[command(flatten)]
        rotation: Rotation,
        #[command(flatten)]
        key: Given,
        #[command(flatten)]
        sealing: Sealing,
    },
    /// Seals the keys of products and merchants that are stored in clear.
    Seal {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        sealing: Sealing,
    },
    /// Brings everything that is sealed under the first of the keys of `pii_key`, and with --pii-index-key every index
    /// under the first of those. May be stopped and run again at any time.
    Reseal {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        sealing: Sealing,
        /// The variable `pii_index_key`: `new,old`.
        #[arg(long, value_name = "64HEX,64HEX", env = "SPIN_VARIABLE_PII_INDEX_KEY", hide_env_values = true)]
        pii_index_key: Option<String>,
    },
}

#[derive(clap::Args)]
struct Database {
    /// The database file.
    #[arg(long = "database", value_name = "FILE")]
    file: PathBuf,
}

#[derive(clap::Args, Clone, Copy)]
struct Rotation {
    /// In how many seconds the new key begins to count.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    begins_in: u32,
    /// For how many seconds both count, from then on.
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
    overlap: u32,
    /// If there are two keys already: lets go of the older one at once, or of one that has not begun yet.
    #[arg(long)]
    replace: bool,
}

#[derive(clap::Args)]
struct Given {
    /// Makes a key and shows it once; otherwise it is the first line of standard input.
    #[arg(long)]
    generate: bool,
}

#[derive(clap::Args)]
struct Sealing {
    /// The variable `pii_key`: the first key seals.
    #[arg(long, value_name = "KEYID:64HEX,…", env = "SPIN_VARIABLE_PII_KEY", hide_env_values = true)]
    pii_key: Option<String>,
}

/// Bounds of a new key.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 16..=128;

/// The version of the schema that has what the commands write.
const SCHEMA_VERSION: i64 = 4;

/// `cargo xtask keys`
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.action {
        Action::Product { database, product, rotation, key, sealing } => {
            let mut connection = open(&database.file)?;
            let owner = signing::Owner::product(&connection, *product)?;
            signing::rotate(&mut connection, &owner, *rotation, &key.read()?, sealing.keyring()?.as_ref())
        }
        Action::Merchant { database, merchant, rotation, key, sealing } => {
            let mut connection = open(&database.file)?;
            let owner = signing::Owner::merchant(&connection, merchant)?;
            signing::rotate(&mut connection, &owner, *rotation, &key.read()?, sealing.keyring()?.as_ref())
        }
        Action::Token { database, merchant, rotation, key, sealing } => {
            let mut connection = open(&database.file)?;
            token::add(&mut connection, merchant, *rotation, &key.read()?, &sealing.required()?)
        }
        Action::Seal { database, sealing } => {
            let connection = open(&database.file)?;
            told(&reseal::signing_keys(&connection, &sealing.required()?, true)?)
        }
        Action::Reseal { database, sealing, pii_index_key } => {
            let connection = open(&database.file)?;
            let keyring = sealing.required()?;
            let mut reports = reseal::everything(&connection, &keyring)?;
            if let Some(index_key) = pii_index_key {
                let pii_key = sealing.pii_key.as_deref().unwrap_or_default();
                let vault = Vault::new(pii_key, index_key).map_err(|error| anyhow!("{error}"))?;
                reports.extend(reindex::everything(&connection, &vault)?);
            }
            told(&reports)
        }
    }
}

impl Sealing {
    fn keyring(&self) -> Result<Option<Keyring>> {
        let keyring = self.pii_key.as_deref().map(Keyring::new).transpose();
        keyring.map_err(|error| anyhow!("{error}"))
    }

    fn required(&self) -> Result<Keyring> {
        self.keyring()?.context("--pii-key or SPIN_VARIABLE_PII_KEY is needed")
    }
}

impl Given {
    /// The new key.
    fn read(&self) -> Result<String> {
        if self.generate {
            let key = operator::hex(&operator::random::<32>()?);
            eprintln!("key (shown this once):");
            println!("{key}");
            return Ok(key);
        }
        let key = operator::first_line("the key")?;
        check(&key)?;
        Ok(key)
    }
}

fn check(key: &str) -> Result<()> {
    let (least, most) = (KEY_CHARS.start(), KEY_CHARS.end());
    ensure!(KEY_CHARS.contains(&key.chars().count()), "a key has {least} to {most} characters");
    ensure!(!key.chars().any(char::is_control), "a key has no control characters");
    ensure!(!key.starts_with(' ') && !key.ends_with(' '), "a key has no blank at either end");
    ensure!(!is_sealed(key), "a key must not look like a sealed one");
    Ok(())
}

fn open(file: &Path) -> Result<Connection> {
    let connection = operator::open(file)?;
    let version = "SELECT max(version) FROM schema_migrations";
    match connection.query_row(version, [], |row| row.get::<_, Option<i64>>(0)) {
        Ok(Some(version)) if version >= SCHEMA_VERSION => Ok(connection),
        _ => bail!("the database has an older schema: cargo xtask migrate"),
    }
}

/// Prints what was done. What could not be done is an error: the old keys are needed still.
fn told(reports: &[rows::Report]) -> Result<()> {
    let mut failures = 0;
    for report in reports {
        println!("{:<32} {} changed, {} as they should be", report.what, report.changed, report.fine);
        for failure in report.failures.iter().take(rows::SHOWN) {
            eprintln!("{}: {failure}", report.what);
        }
        failures += report.failures.len();
    }
    ensure!(failures == 0, "{failures} rows were left as they are: keep the old keys");
    Ok(())
}

#[cfg(test)]
mod tests;
