//! Records of a CSV text, with the lines at which they begin.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The most columns of a record.
const COLUMNS: usize = 1_000;

/// A record. Lines that begin with `#` and empty ones are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// From 1 on.
    pub line: u64,
    pub cells: Vec<String>,
}

/// The records of a text, in order; `None` for one with too many columns, after which nothing comes that makes sense.
pub struct Records<'t> {
    reader: Reader,
    text: &'t [u8],
    at: usize,
    /// As long as the longest record can be.
    output: Vec<u8>,
    ends: Vec<usize>,
    counted: Counted<'t>,
}

impl<'t> Records<'t> {
    pub fn of(text: &'t str, delimiter: u8) -> Self {
        let bytes = text.as_bytes();
        Records {
            reader: ReaderBuilder::new().delimiter(delimiter).comment(Some(b'#')).build(),
            text: bytes,
            at: 0,
            output: vec![0; bytes.len().max(1)],
            ends: vec![0; COLUMNS],
            counted: Counted { bytes, at: 0, line: 1 },
        }
    }

    fn record(&self, line: u64, columns: usize) -> Record {
        let mut start = 0;
        let cells = self.ends[..columns].iter().map(|end| {
            let cell = String::from_utf8_lossy(&self.output[start..*end]).into_owned();
            start = *end;
            cell
        });
        Record { line, cells: cells.collect() }
    }
}

impl Iterator for Records<'_> {
    type Item = Option<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let (begin, mut written, mut columns) = (self.at, 0, 0);
        loop {
            let (result, read, wrote, ended) = self.reader.read_record(
                &self.text[self.at..],
                &mut self.output[written..],
                &mut self.ends[columns..],
            );
            (self.at, written, columns) = (self.at + read, written + wrote, columns + ended);
            match result {
                // The text is at its end, which the next call is told by an empty one.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => {
                    let line = self.counted.line_of(begin);
                    return Some(Some(self.record(line, columns)));
                }
                ReadRecordResult::End => return None,
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => return Some(None),
            }
        }
    }
}

/// The numbers of lines: a record begins behind what the reader passes over after the one before.
struct Counted<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u64,
}

impl Counted<'_> {
    /// The line of the record that begins at or behind a place, which lies behind the one before.
    fn line_of(&mut self, byte: usize) -> u64 {
        while self.at < byte {
            self.step();
        }
        loop {
            match self.bytes.get(self.at) {
                Some(b'\r' | b'\n') => self.step(),
                Some(b'#') => {
                    while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
                        self.step();
                    }
                }
                _ => return self.line,
            }
        }
    }

    fn step(&mut self) {
        self.line += u64::from(self.bytes.get(self.at) == Some(&b'\n'));
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<(u64, String)> {
        Records::of(text, b',').map(|record| record.unwrap()).map(|r| (r.line, r.cells.join("|"))).collect()
    }

    #[test]
    fn records_have_the_lines_at_which_they_begin() {
        let quoted = "a,b\r\n\"x\ny\",\"say \"\"hi\"\"\"\r\n# none\r\n\r\nlast,客";
        assert_eq!(
            records(quoted),
            [(1, "a|b".into()), (2, "x\ny|say \"hi\"".into()), (6, "last|客".into())]
        );
        assert_eq!(records(""), []);
        assert_eq!(records(","), [(1, "|".into())]);
        let wide = ",".repeat(COLUMNS);
        assert_eq!(Records::of(&wide, b',').next(), Some(None));
    }
}
