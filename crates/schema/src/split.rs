//! Splits a file of SQL into its statements.

use crate::kind::Kind;

/// The statements of a text, each from its first word to the character before its semicolon.
pub fn statements(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut statement = Open::default();
    for (at, token) in tokens(text) {
        if token != ";" {
            statement.add(at, token);
        } else if statement.ends_here() {
            found.extend(statement.begin.map(|begin| text[begin..at].trim_end()));
            statement = Open::default();
        }
    }
    found.extend(statement.begin.map(|begin| text[begin..].trim_end()));
    found
}

/// What a statement does, and the name of what it creates; empty if it creates nothing.
pub fn kind(statement: &str) -> (Kind, &str) {
    let mut words = tokens(statement).map(|(_, token)| token).filter(|word| {
        !["UNIQUE", "TEMP", "TEMPORARY", "IF", "NOT", "EXISTS"]
            .iter()
            .any(|said| word.eq_ignore_ascii_case(said))
    });
    let first = words.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("PRAGMA") {
        return (Kind::Pragma, "");
    }
    if !first.eq_ignore_ascii_case("CREATE") {
        return (Kind::Data, "");
    }
    let kind = match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
        "TABLE" => Kind::Table,
        "INDEX" => Kind::Index,
        "VIEW" => Kind::View,
        "TRIGGER" => Kind::Trigger,
        other => panic!("CREATE {other} is not known"),
    };
    (kind, words.next().unwrap_or_default().trim_matches(['"', '`']))
}

/// A statement whose end has not been met.
#[derive(Default)]
struct Open {
    begin: Option<usize>,
    words: usize,
    creates: bool,
    is_trigger: bool,
    /// In a trigger: the last tokens were `;` and `END`, in any letter case.
    after_semicolon: bool,
    after_end: bool,
}

impl Open {
    fn add(&mut self, at: usize, token: &str) {
        self.begin.get_or_insert(at);
        self.words += 1;
        match self.words {
            1 => self.creates = token.eq_ignore_ascii_case("CREATE"),
            2 | 3 if self.creates => self.is_trigger |= token.eq_ignore_ascii_case("TRIGGER"),
            _ => {}
        }
        self.after_end = self.after_semicolon && token.eq_ignore_ascii_case("END");
        self.after_semicolon = false;
    }

    /// Whether a semicolon that follows ends the statement: in a trigger only after `; END`.
    fn ends_here(&mut self) -> bool {
        if !self.is_trigger || self.after_end {
            return true;
        }
        self.after_semicolon = true;
        false
    }
}

/// Words, quoted texts and single characters with their places, without comments and white space.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let length = match first {
                _ if first.is_whitespace() => {
                    at += first.len_utf8();
                    continue;
                }
                '-' if rest.starts_with("--") => {
                    at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                '/' if rest.starts_with("/*") => {
                    at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                    continue;
                }
                '\'' | '"' | '`' => quoted(rest, first),
                _ if is_word(first) => rest.find(|char| !is_word(char)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let token = (at, &rest[..length]);
            at += length;
            return Some(token);
        }
    })
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The length of a quoted text at the beginning of `rest`; a quote within it is doubled.
fn quoted(rest: &str, quote: char) -> usize {
    let mut at = 1;
    loop {
        let Some(end) = rest[at..].find(quote) else { return rest.len() };
        at += end + 1;
        if !rest[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_their_own_semicolons() {
        let text = "-- a; comment\nCREATE TABLE t (a TEXT DEFAULT ';', b TEXT); /* ; */ INSERT INTO t VALUES ('it''s;', \"b;\");
            CREATE TRIGGER t_ai AFTER INSERT ON t BEGIN
              SELECT CASE WHEN NEW.a = ';' THEN 1 END; -- END;
              DELETE FROM t WHERE a = 'end;';
            END;
            CREATE TEMP TRIGGER u BEFORE DELETE ON t BEGIN SELECT 1; END ; ;
            PRAGMA journal_mode = WAL";
        let found = statements(text);
        let begins: Vec<&str> = found.iter().map(|sql| &sql[..sql.len().min(16)]).collect();
        assert_eq!(
            begins,
            [
                "CREATE TABLE t (",
                "INSERT INTO t VA",
                "CREATE TRIGGER t",
                "CREATE TEMP TRIG",
                "PRAGMA journal_m"
            ]
        );
        assert!(found[2].ends_with("END") && found[1].ends_with("\"b;\")"));
    }

    #[test]
    fn what_is_created_has_a_name() {
        for (sql, expected) in [
            ("CREATE TABLE IF NOT EXISTS a (b)", (Kind::Table, "a")),
            ("create unique index if not exists a_b ON a (b)", (Kind::Index, "a_b")),
            ("-- first\nCREATE VIEW v AS SELECT 1", (Kind::View, "v")),
            (
                "CREATE TRIGGER IF NOT EXISTS \"t\" AFTER INSERT ON a BEGIN SELECT 1; END",
                (Kind::Trigger, "t"),
            ),
            ("INSERT INTO a VALUES (1)", (Kind::Data, "")),
            ("PRAGMA journal_mode = WAL", (Kind::Pragma, "")),
        ] {
            assert_eq!(kind(sql), expected, "{sql}");
        }
    }

    /// SQLite's own parser finds the same statements in every file of the schema.
    #[test]
    fn the_files_are_split_as_sqlite_splits_them() {
        use rusqlite::fallible_iterator::FallibleIterator as _;
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let mut count = 0;
        for file in crate::FILES.iter() {
            let path = format!("{}/../../sql/{}.sql", env!("CARGO_MANIFEST_DIR"), file.name);
            let text = std::fs::read_to_string(path).unwrap();
            let mut batch = rusqlite::Batch::new(&connection, &text);
            let mut ours = file.statements.iter();
            while let Some(mut statement) = batch.next().unwrap() {
                let sqlite = statement.expanded_sql().unwrap();
                let ours = ours.next().unwrap_or_else(|| panic!("{}: lacks {sqlite}", file.name));
                assert_eq!(
                    sqlite.trim_end().trim_end_matches(';').trim_end(),
                    after_comments(&sqlite, ours.sql)
                );
                let mut rows = statement.raw_query();
                while rows.next().unwrap().is_some() {}
                count += 1;
            }
            assert!(ours.next().is_none(), "{}", file.name);
        }
        assert!(count > 150, "{count}");
    }

    /// SQLite counts the comments before a statement as its beginning.
    fn after_comments(sqlite: &str, ours: &str) -> String {
        let at = sqlite.find(ours).unwrap_or_else(|| panic!("{sqlite}\nis not\n{ours}"));
        assert!(statements(&sqlite[..at]).is_empty(), "{sqlite}");
        format!("{}{ours}", &sqlite[..at])
    }
}
