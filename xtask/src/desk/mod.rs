//! `cargo xtask admin list | show | approve | …`: a client of the desk's API for those without a page (docs/admin.md). It knows no
//! resource: what a route is called, what it takes and what it refuses is the API's.

mod client;
mod session;

use anyhow::{Context, Result, bail, ensure};
use client::{Client, Connection};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

pub use client::Refused;
pub use session::SignIn;

/// How much of a report is held at a time.
const PIECE_BYTES: usize = 64 * 1024;

#[derive(clap::Subcommand)]
pub enum Action {
    /// Signs in and keeps the session in a file that only you can read.
    SignIn(SignIn),
    /// Prints a list, one item a line: `list deposits --status open --limit 20`.
    List(Listed),
    /// Prints one: `show deposits M001D1`.
    Show {
        #[command(flatten)]
        connection: Connection,
        #[command(flatten)]
        subject: Subject,
    },
    /// Approves what waits for a decision: `approve withdrawals M001W1 --reason …`.
    Approve(Decided),
    /// Refuses what waits for a decision.
    Refuse(Decided),
    /// Sends a notice once more: `resend EVENT_ID --reason …`.
    Resend(Acted),
    /// Has a payout looked at again: `retry ID --reason …`.
    Retry(Acted),
    /// Puts a new key beside the one that counts: `rotate products 1`.
    Rotate(Rotated),
    /// Prints the configuration, or writes it to a file.
    Export {
        #[command(flatten)]
        connection: Connection,
        /// Where to; standard output if not said.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Makes the database say what a configuration says.
    Import {
        #[command(flatten)]
        connection: Connection,
        /// The document, `-` for standard input.
        #[arg(value_name = "FILE")]
        document: PathBuf,
    },
    /// Writes a list as CSV: `report deposits --from 2026-11-01T00:00:00Z`.
    Report(Reported),
    /// Any other request: `call POST deposits/M001D1/make-up --body FILE`.
    Call {
        #[command(flatten)]
        connection: Connection,
        /// GET, PUT, POST, PATCH or DELETE.
        #[arg(value_name = "METHOD")]
        method: String,
        /// The path below /admin/api/v1, with its query.
        #[arg(value_name = "PATH")]
        path: String,
        /// A file with the JSON of the body, `-` for standard input.
        #[arg(long, value_name = "FILE")]
        body: Option<PathBuf>,
    },
}

/// What a command is about.
#[derive(clap::Args)]
pub struct Subject {
    /// The path of its list below /admin/api/v1, for instance `deposits` or `products/1/deposit-channels`.
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// What names one of them.
    #[arg(value_name = "ID")]
    ids: Vec<String>,
}

#[derive(clap::Args)]
pub struct Listed {
    #[command(flatten)]
    connection: Connection,
    /// Follows the pages to the end.
    #[arg(long)]
    all: bool,
    /// The path of the list.
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// Parameters of the query: `--status pending --amount-from 100`. They come last.
    #[arg(value_name = "FILTERS", trailing_var_arg = true, allow_hyphen_values = true)]
    filters: Vec<String>,
}

#[derive(clap::Args)]
pub struct Decided {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    subject: Subject,
    /// Why; for the audit.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(clap::Args)]
pub struct Acted {
    #[command(flatten)]
    connection: Connection,
    /// What names it.
    #[arg(value_name = "ID")]
    id: String,
    /// Why; for the audit.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(clap::Args)]
pub struct Rotated {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    subject: Subject,
    /// How long the key before goes on counting.
    #[arg(long, value_name = "SECONDS")]
    overlap_seconds: Option<i64>,
    /// In how long the new key begins to count.
    #[arg(long, value_name = "SECONDS")]
    begins_in_seconds: Option<i64>,
    /// Lets go of a key that is in the way.
    #[arg(long)]
    replace: bool,
    /// A file whose first line is the key that a hub has given.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Reported {
    #[command(flatten)]
    connection: Connection,
    /// Where to; standard output if not said.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Of which list.
    #[arg(value_name = "LIST")]
    list: String,
    /// Parameters of the query. They come last.
    #[arg(value_name = "FILTERS", trailing_var_arg = true, allow_hyphen_values = true)]
    filters: Vec<String>,
}

/// Carries out a command against the API.
pub fn run(action: &Action) -> Result<()> {
    match action {
        Action::SignIn(sign_in) => session::sign_in(sign_in),
        Action::List(listed) => list(listed),
        Action::Show { connection, subject } => {
            say(&Client::of(connection)?.ask("GET", &subject.path("")?, None)?)
        }
        Action::Approve(decided) => decide(decided, "approve"),
        Action::Refuse(decided) => decide(decided, "refuse"),
        Action::Resend(acted) => act(acted, "notices", "resend"),
        Action::Retry(acted) => act(acted, "payouts", "retry"),
        Action::Rotate(rotated) => rotate(rotated),
        Action::Export { connection, output } => {
            let document = Client::of(connection)?.ask("GET", "/configuration", None)?;
            match output {
                None => say(&document),
                Some(file) => {
                    std::fs::write(file, document + "\n").with_context(|| file.display().to_string())
                }
            }
        }
        Action::Import { connection, document } => {
            say(&Client::of(connection)?.ask("PUT", "/configuration", Some(&read(document)?))?)
        }
        Action::Report(reported) => report(reported),
        Action::Call { connection, method, path, body } => {
            let body = body.as_deref().map(read).transpose()?;
            let path = format!("/{}", path.trim_start_matches('/'));
            say(&Client::of(connection)?.ask(&method.to_uppercase(), &path, body.as_deref())?)
        }
    }
}

impl Subject {
    /// The path of the thing; each of its names is one part of it.
    fn path(&self, action: &str) -> Result<String> {
        let mut path = resource(&self.resource)?;
        for id in &self.ids {
            ensure!(!id.is_empty(), "a name is empty");
            let _ = write!(path, "/{}", encoded(id));
        }
        Ok(path + action)
    }
}

/// The path of a list.
fn resource(name: &str) -> Result<String> {
    let is_path =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./%".contains(&b));
    ensure!(is_path, "{name:?} is no path of a list");
    Ok(format!("/{}", name.trim_matches('/')))
}

fn list(listed: &Listed) -> Result<()> {
    let client = Client::of(&listed.connection)?;
    let mut filters = filters(&listed.filters)?;
    let path = resource(&listed.resource)?;
    let mut out = std::io::stdout().lock();
    loop {
        let page = client.ask("GET", &format!("{path}{}", query(&filters)), None)?;
        let page: Value = serde_json::from_str(&page).context("the answer is no JSON")?;
        let items = page["items"].as_array().context("the answer is no list")?;
        for item in items {
            writeln!(out, "{item}")?;
        }
        let Some(next) = page["next"].as_str() else { return Ok(()) };
        if !listed.all {
            eprintln!("more: --after {next}");
            return Ok(());
        }
        filters.retain(|(name, _)| name != "after");
        filters.push(("after".to_owned(), next.to_owned()));
    }
}

fn decide(decided: &Decided, decision: &str) -> Result<()> {
    let path = decided.subject.path("/decision")?;
    let body = json!({ "decision": decision, "reason": decided.reason }).to_string();
    say(&Client::of(&decided.connection)?.ask("POST", &path, Some(&body))?)
}

fn act(acted: &Acted, list: &str, action: &str) -> Result<()> {
    let path = format!("/{list}/{}/{action}", encoded(&acted.id));
    let body = json!({ "reason": acted.reason }).to_string();
    say(&Client::of(&acted.connection)?.ask("POST", &path, Some(&body))?)
}

fn rotate(rotated: &Rotated) -> Result<()> {
    let mut body = Map::new();
    let seconds =
        [("overlap_seconds", rotated.overlap_seconds), ("begins_in_seconds", rotated.begins_in_seconds)];
    for (name, seconds) in seconds {
        body.extend(seconds.map(|seconds| (name.to_owned(), seconds.into())));
    }
    if rotated.replace {
        body.insert("replace".to_owned(), true.into());
    }
    if let Some(file) = &rotated.key_file {
        let key = read(file)?;
        body.insert("key".to_owned(), key.lines().next().unwrap_or_default().into());
    }
    let body = Value::from(body).to_string();
    say(&Client::of(&rotated.connection)?.ask(
        "POST",
        &rotated.subject.path("/key-rotation")?,
        Some(&body),
    )?)
}

fn report(reported: &Reported) -> Result<()> {
    let path = format!(
        "{}.csv{}",
        resource(&format!("reports/{}", reported.list))?,
        query(&filters(&reported.filters)?)
    );
    let mut rows = Client::of(&reported.connection)?.stream(&path)?;
    let mut out: Box<dyn Write> = match &reported.output {
        None => Box::new(std::io::stdout().lock()),
        Some(file) => Box::new(File::create(file).with_context(|| file.display().to_string())?),
    };
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match rows.read(&mut piece).context("the report is not complete")? {
            0 => return out.flush().context("the report"),
            length => out.write_all(piece.get(..length).unwrap_or_default()).context("the report")?,
        }
    }
}

/// `--name value` and `--name=value` as parameters of a query.
fn filters(arguments: &[String]) -> Result<Vec<(String, String)>> {
    let mut filters = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let Some(name) = argument.strip_prefix("--").filter(|name| !name.is_empty()) else {
            bail!("{argument:?} is no filter: --name value");
        };
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (name, rest.next().with_context(|| format!("--{name} has no value"))?.clone()),
        };
        filters.push((name.replace('-', "_"), value));
    }
    Ok(filters)
}

fn query(filters: &[(String, String)]) -> String {
    let pairs = filters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { query } else { format!("?{query}") }
}

/// What stands in a URL as it is beside letters and digits.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A text in a URL.
fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

/// The text of a file, `-` for standard input.
fn read(file: &Path) -> Result<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
    } else {
        File::open(file)
            .and_then(|mut file| file.read_to_string(&mut text))
            .with_context(|| file.display().to_string())?;
    }
    Ok(text)
}

/// Prints an answer; nothing for an empty one.
fn say(body: &str) -> Result<()> {
    if !body.is_empty() {
        writeln!(std::io::stdout(), "{body}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_filters_become_a_url() {
        let subject = Subject { resource: "merchants".into(), ids: vec!["M001".into(), "a/b 客".into()] };
        assert_eq!(subject.path("/x").unwrap(), "/merchants/M001/a%2Fb%20%E5%AE%A2/x");
        let arguments = ["--status", "pending", "--amount-from=1.5", "--number", "a&b"].map(str::to_owned);
        let filters = filters(&arguments).unwrap();
        assert_eq!(query(&filters), "?status=pending&amount_from=1.5&number=a%26b");
        assert_eq!(query(&[]), "");
        for wrong in [&["status"][..], &["--status"], &["--", "x"]] {
            let wrong: Vec<_> = wrong.iter().map(|text| (*text).to_owned()).collect();
            assert!(super::filters(&wrong).is_err(), "{wrong:?}");
        }
        for wrong in ["", "a?b", "a b", "x#y"] {
            assert!(resource(wrong).is_err(), "{wrong}");
        }
    }
}
