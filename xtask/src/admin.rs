//! `cargo xtask admin`: the first operator of the desk, one-time codes, and the commands of its API (docs/admin.md).

use crate::desk;
use crate::operator::{self, now_ms, random};
use crate::user::{self, Password};
use anyhow::{Context, Result, anyhow, ensure};
use feiqian_operator::{CodeSecret, is_name};
use feiqian_signing::chain::{DESK, GENESIS, link};
use feiqian_vault::Keyring;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Makes the first operator, an owner, and shows the secret of the one-time codes once.
    CreateOwner {
        /// The database file.
        #[arg(long, value_name = "FILE")]
        database: PathBuf,
        /// The operator's name: a-z, 0-9, dot, underscore, hyphen.
        #[arg(long, value_name = "NAME")]
        name: String,
        #[command(flatten)]
        password: Password,
        /// The variable `pii_key`: the first key seals.
        #[arg(long, value_name = "KEYID:64HEX,…", env = "SPIN_VARIABLE_PII_KEY", hide_env_values = true)]
        pii_key: String,
    },
    /// Prints the one-time code of a secret as it is now, for those without an authenticator.
    Code {
        /// The secret in base32: `secret=` of the otpauth URI.
        #[arg(long, value_name = "BASE32", env = "FEIQIAN_CODE_SECRET", hide_env_values = true)]
        secret: String,
    },
    #[command(flatten)]
    Desk(desk::Action),
}

/// `cargo xtask admin`
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.action {
        Action::CreateOwner { database, name, password, pii_key } => {
            let keyring = Keyring::new(pii_key).map_err(|error| anyhow!("{error}"))?;
            let password = password.read()?;
            user::check(&password)?;
            let connection = operator::open(database)?;
            let secret = create_owner(&connection, name, &password, &keyring)?;
            println!("{}", secret.uri(name));
            eprintln!("the secret of the one-time codes is shown this once: add it to an authenticator");
        }
        Action::Desk(action) => desk::run(action)?,
        Action::Code { secret } => {
            let secret = CodeSecret::from_base32(secret).context("not the base32 of 20 bytes")?;
            println!("{}", secret.code_at(u64::try_from(now_ms()? / 1_000)?));
        }
    }
    Ok(())
}

/// The same command as the desk's own, with its audit row (sql/500_admin.sql).
fn create_owner(
    connection: &Connection,
    name: &str,
    password: &str,
    keyring: &Keyring,
) -> Result<CodeSecret> {
    ensure!(is_name(name), "a name has 1 to 64 of a-z, 0-9, dot, underscore and hyphen");
    let secret = CodeSecret::new(random()?);
    let sealed = secret.seal(keyring, name, random()?).map_err(|error| anyhow!("{error}"))?;
    let hash =
        feiqian_password::hash(password, &random()?).map_err(|_| anyhow!("the password cannot be hashed"))?;
    let told = format!(
        r#"{{"name":"{name}","role":"owner","status":"active","password":"…changed","totp_secret":"…changed"}}"#
    );
    let head = connection.query_row("SELECT id, hash FROM admin_audit ORDER BY id DESC LIMIT 1", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    });
    let (id, head) = head.optional()?.unwrap_or((0, GENESIS.to_owned()));
    let (id, now) = (id + 1, now_ms()?);
    let text = DESK.text_of(&[
        Some(&id.to_string()),
        Some(&now.to_string()),
        Some(name),
        Some("owner"),
        Some(""),
        Some("xtask"),
        Some(""),
        Some("bootstrap"),
        Some("operator"),
        Some(name),
        None,
        Some(&told),
    ]);
    let insert = "INSERT INTO admin_commands (id, created_at, operator, role, token_id, client_ip, trace_id, action, resource,
                                              key, old_body, new_body, prev_hash, hash, is_seen, s0, s1, c0, c1, c2)
                  VALUES (?1, ?2, ?3, 'owner', '', 'xtask', '', 'bootstrap', 'operator', ?3, NULL, ?4, ?5, ?6, 1, ?7, ?8,
                          ?3, 'owner', 1)";
    let values = params![id, now, name, told, head, link(&head, &text), hash, sealed];
    match connection.execute(insert, values) {
        Ok(_) => Ok(secret),
        Err(error) if error.to_string().contains("already_bootstrapped") => {
            Err(anyhow!("there is an operator already: an owner makes others at the desk"))
        }
        Err(error) => Err(error).context("creating the owner"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chain, sql};
    use feiqian_vault::demo;

    #[test]
    fn the_first_owner_is_made_once_with_an_audit_row() {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap() {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        let keyring = Keyring::new(demo::PII_KEY).unwrap();
        assert!(create_owner(&connection, "Amy", "a long password", &keyring).is_err());
        let secret = create_owner(&connection, "amy", "a long password", &keyring).unwrap();
        let (hash, stored): (String, String) = connection
            .query_row(
                "SELECT password_hash, totp_secret FROM admin_operators WHERE role = 'owner'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!(feiqian_password::verify("a long password", &hash), Ok(true));
        assert_eq!(CodeSecret::open(&keyring, "amy", &stored).unwrap().to_base32(), secret.to_base32());
        let again = create_owner(&connection, "bob", "a long password", &keyring).unwrap_err();
        assert!(again.to_string().contains("already"), "{again}");
        let desk = chain::verify_desk(&connection, None).unwrap();
        assert_eq!((desk.links, desk.findings), (1, vec![]));
    }

    #[test]
    fn the_demo_operator_can_sign_in() {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap().into_iter().chain(sql::demo().unwrap()) {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        let (name, hash, stored): (String, String, String) = connection
            .query_row("SELECT name, password_hash, totp_secret FROM admin_operators", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(feiqian_password::verify("demo-pass-0001", &hash), Ok(true));
        let secret = CodeSecret::open(&Keyring::new(demo::PII_KEY).unwrap(), &name, &stored).unwrap();
        assert_eq!(secret.to_base32(), demo::OPERATOR_CODE_SECRET);
    }
}
