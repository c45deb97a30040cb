//! CSV for spreadsheets (docs/ledger.md, "CSV"): UTF-8 with a byte order mark, CRLF, and no cell that a spreadsheet would take for
//! a formula or for a number that it cannot hold.

use std::borrow::Cow;

/// What the file begins with, so that spreadsheets read it as UTF-8.
pub const MARK: &str = "\u{feff}";

/// The first cell of the last line: behind it stands how many lines of data the file has. A file without it is not whole.
pub const END: &str = "#end";

/// The most digits of which a spreadsheet keeps every one.
const DIGITS: usize = 15;

/// What a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whatever anybody has written.
    Text,
    /// Of our own making: an amount, a count, a time.
    Plain,
}

/// Lines of a file.
pub struct Lines {
    text: String,
    is_marked: bool,
}

impl Lines {
    /// No lines. `is_marked` is whether texts that a spreadsheet would misread get their mark.
    pub fn new(is_marked: bool) -> Self {
        Lines { text: String::new(), is_marked }
    }

    /// Adds a line.
    pub fn add<'c>(&mut self, cells: impl IntoIterator<Item = (Kind, &'c str)>) {
        let start = self.text.len();
        for (place, (kind, cell)) in cells.into_iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            let cell = if kind == Kind::Text && self.is_marked { marked(cell) } else { Cow::Borrowed(cell) };
            if cell.contains([',', '"', '\r', '\n']) {
                self.text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                self.text.push_str(&cell);
            }
        }
        // An empty line would be none.
        if self.text.len() == start {
            self.text.push_str("\"\"");
        }
        self.text.push_str("\r\n");
    }

    /// Adds the last line of a file.
    pub fn end(&mut self, lines: u64) {
        self.add([(Kind::Plain, END), (Kind::Plain, lines.to_string().as_str())]);
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// A text as a spreadsheet takes it for a text: with an apostrophe before it where it would not by itself.
fn marked(text: &str) -> Cow<'_, str> {
    if is_formula(text) || is_number_in_danger(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What a spreadsheet begins to calculate at; the wide ones are those of Chinese and Japanese keyboards.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A number that would lose its leading zeros or its last digits, or that has an exponent.
fn is_number_in_danger(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.len() - digits;
    match letters {
        0 => digits > DIGITS || digits > 1 && text.starts_with('0'),
        1 => digits > 1 && text.bytes().skip(1).rev().skip(1).any(|b| b == b'e' || b == b'E'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(is_marked: bool, cells: &[(Kind, &str)]) -> String {
        let mut lines = Lines::new(is_marked);
        lines.add(cells.iter().copied());
        String::from_utf8(lines.into_bytes()).unwrap()
    }

    #[test]
    fn texts_that_a_spreadsheet_would_misread_are_marked() {
        for (text, written) in [
            ("abc", "abc\r\n"),
            ("客户, \"好\"", "\"客户, \"\"好\"\"\"\r\n"),
            ("two\r\nlines", "\"two\r\nlines\"\r\n"),
            ("=1+1", "'=1+1\r\n"),
            ("+86 10", "'+86 10\r\n"),
            ("-5", "'-5\r\n"),
            ("@SUM(A1)", "'@SUM(A1)\r\n"),
            ("\tx", "'\tx\r\n"),
            ("＝1", "'＝1\r\n"),
            ("0012", "'0012\r\n"),
            ("0", "0\r\n"),
            ("123456789012345", "123456789012345\r\n"),
            ("12345678901234567890", "'12345678901234567890\r\n"),
            ("1E5", "'1E5\r\n"),
            ("E5", "E5\r\n"),
            ("M0012601020304051000W1", "M0012601020304051000W1\r\n"),
        ] {
            assert_eq!(line(true, &[(Kind::Text, text)]), written, "{text:?}");
        }
        assert_eq!(line(true, &[(Kind::Plain, "-5.00"), (Kind::Text, "")]), "-5.00,\r\n");
        assert_eq!(line(true, &[(Kind::Text, "")]), "\"\"\r\n");
        assert_eq!(line(false, &[(Kind::Text, "=1"), (Kind::Text, "007")]), "=1,007\r\n");
    }

    #[test]
    fn the_last_line_says_how_many_there_are() {
        let mut lines = Lines::new(true);
        lines.end(1_000_000);
        assert_eq!(lines.into_bytes(), b"#end,1000000\r\n");
    }
}
