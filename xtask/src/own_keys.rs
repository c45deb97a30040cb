//! The keys of a bundle without demo data: made at its first start, kept beside its databases, readable by their owner only.

use crate::operator;
use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The file's name in the folder of the databases.
const NAME: &str = "keys.env";

/// What environment variables begin with whose rest is an application variable, to Spin and to our host.
const PREFIX: &str = "SPIN_VARIABLE_";

/// Variables of a bundle, and the file that has them.
pub struct OwnKeys {
    pub file: PathBuf,
    /// Environment variables: arguments of a process can be read by everybody.
    pub environment: Vec<(String, String)>,
}

impl OwnKeys {
    /// Reads the file of a folder; makes it if there is none.
    pub fn of(folder: &Path) -> Result<Self> {
        let file = folder.join(NAME);
        let name = || file.display().to_string();
        if !file.try_exists().with_context(name)? {
            make(&file).with_context(name)?;
        }
        let mode = std::fs::metadata(&file).with_context(name)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            bail!("{} can be read by others (mode {mode:o}): chmod 600", file.display());
        }
        let environment = read(&std::fs::read_to_string(&file).with_context(name)?).with_context(name)?;
        Ok(OwnKeys { file, environment })
    }

    /// The value of an application variable; empty if the file has none.
    pub fn variable(&self, name: &str) -> &str {
        let name = [PREFIX, &name.to_uppercase()].concat();
        let value = self.environment.iter().find(|(other, _)| *other == name);
        value.map_or("", |(_, value)| value)
    }
}

/// Lines `NAME=value`; empty lines and lines that begin with `#` are left out.
fn read(text: &str) -> Result<Vec<(String, String)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once('=') {
            Some((name, value)) if name.starts_with(PREFIX) => Ok((name.to_owned(), value.to_owned())),
            _ => bail!("a line is not {PREFIX}NAME=value"),
        })
        .collect()
}

/// Makes the file whole or not at all. One that another start has made meanwhile stays.
fn make(file: &Path) -> Result<()> {
    let unfinished = file.with_extension(format!("{}.new", std::process::id()));
    let mut made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    let linked = write(&mut made).and_then(|()| match std::fs::hard_link(&unfinished, file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => Ok(linked?),
    });
    std::fs::remove_file(&unfinished)?;
    linked
}

fn write(file: &mut File) -> Result<()> {
    let [token, sealing, index, wallet] = [key()?, key()?, key()?, key()?];
    let text = format!(
        "# Made by cargo xtask up --no-demo. Keep a copy apart from the databases: without pii_key and pii_index_key nobody can
# read what is sealed. Other variables of docs/configuration.md may be added, one a line.
# Bearer token of POST /internal/dispatch and POST /internal/migrate.
{PREFIX}DISPATCH_TOKEN={token}
# Sealing of personal data and keys: key id and key. Blind indexes: key.
{PREFIX}PII_KEY=k1:{sealing}
{PREFIX}PII_INDEX_KEY={index}
# Tokens of the wallet: the secret with which your identity provider signs them, their iss and their aud.
{PREFIX}WALLET_JWT_ALG=HS256
{PREFIX}WALLET_JWT_KEY={wallet}
{PREFIX}WALLET_JWT_ISSUER=feiqian-local
{PREFIX}WALLET_JWT_AUDIENCE=feiqian-wallet
"
    );
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

/// 32 random bytes.
fn key() -> Result<String> {
    Ok(operator::hex(&operator::random::<32>()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::development;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("feiqian-own-keys-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn keys_are_made_once_for_their_owner_alone_and_fit_the_variables() {
        let (one, other) = (folder("one"), folder("other"));
        let made = OwnKeys::of(&one).unwrap();
        assert_eq!(made.file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(OwnKeys::of(&one).unwrap().environment, made.environment, "kept");
        let others = OwnKeys::of(&other).unwrap();
        for name in ["dispatch_token", "pii_key", "pii_index_key", "wallet_jwt_key"] {
            assert_ne!(made.variable(name), others.variable(name), "{name}");
        }
        assert_ne!(made.variable("dispatch_token"), development::DISPATCH_TOKEN);
        assert!(made.variable("dispatch_token").len() >= 32 && made.variable("wallet_jwt_key").len() >= 32);
        feiqian_vault::Vault::new(made.variable("pii_key"), made.variable("pii_index_key")).unwrap();
        [one, other].iter().for_each(|folder| std::fs::remove_dir_all(folder).unwrap());
    }

    #[test]
    fn a_file_that_others_can_read_or_that_is_something_else_is_refused() {
        let folder = folder("refused");
        let file = OwnKeys::of(&folder).unwrap().file;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(OwnKeys::of(&folder).err().unwrap().to_string().contains("chmod 600"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&file, "PATH=/tmp\n").unwrap();
        let error = format!("{:#}", OwnKeys::of(&folder).err().unwrap());
        assert!(error.contains("SPIN_VARIABLE_") && !error.contains("/tmp\n"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
