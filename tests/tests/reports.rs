//! Files of the desk that are longer than anybody holds in memory (docs/ledger.md, "CSV").

use feiqian_tests::{Bundle, Options, desk};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const ROWS: usize = 1_000_000;

/// How much more memory than before a file may take, in KiB: far less than the file is long.
const MEMORY_KIB: u64 = 48 * 1024;

/// A bundle whose payee merchant has had a million top-ups of a cent, and a token that reads reports.
fn bundle() -> (Bundle, String) {
    let bundle = Bundle::with(Options::on_file());
    let database = bundle.database();
    let token = desk::reports_token(&database);
    let made = format!(
        "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {ROWS})
         SELECT '900001', 'USD', printf('%020d', n), 'TOPUP', 'FUNDING', 'AVAILABLE', 1, 1767323045000 + n / 700 FROM n;"
    );
    database.execute_batch(&made).expect("a million rows");
    (bundle, token)
}

/// An answer in chunks, as it comes.
struct Answer {
    reader: BufReader<TcpStream>,
}

impl Answer {
    fn of(bundle: &Bundle, token: &str, path: &str) -> Self {
        let mut stream = TcpStream::connect(bundle.address()).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        let request = format!(
            "GET /admin/api/v1{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n",
            bundle.address(),
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut head).expect("a head") > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("transfer-encoding: chunked"), "{head}");
        Answer { reader }
    }

    /// The next chunk, empty at the end; `None` if the connection ends before the answer does.
    fn chunk(&mut self) -> Option<Vec<u8>> {
        let mut length = String::new();
        if self.reader.read_line(&mut length).ok()? == 0 {
            return None;
        }
        let length = usize::from_str_radix(length.trim(), 16).ok()?;
        let mut chunk = vec![0; length + 2];
        self.reader.read_exact(&mut chunk).ok()?;
        chunk.truncate(length);
        Some(chunk)
    }
}

#[test]
fn a_million_rows_are_a_file_in_flat_memory() {
    let (bundle, token) = bundle();
    let count = "SELECT count(*) FROM payee_posting";
    let rows: usize = bundle.database().query_row(count, [], |row| row.get(0)).expect("a number");
    assert!(rows >= ROWS);
    // The first answer compiles, opens and reads what every later one has.
    let mut first = Answer::of(&bundle, &token, "/reports/ledger-entries.csv?from=2030-01-01");
    while first.chunk().expect("a chunk") != b"" {}
    let before = bundle.resident_kib();

    let begun = Instant::now();
    let mut file = Answer::of(&bundle, &token, "/reports/ledger-entries.csv?part=payee");
    let (mut lines, mut bytes, mut most, mut end) = (0, 0, 0, Vec::new());
    for number in 0.. {
        let chunk = file.chunk().expect("the connection lasts to the end");
        if chunk.is_empty() {
            break;
        }
        lines += chunk.iter().filter(|byte| **byte == b'\n').count();
        bytes += chunk.len();
        if number % 50 == 0 {
            most = most.max(bundle.resident_kib());
        }
        end = [end, chunk].concat().split_off_end(64);
    }
    println!("{bytes} bytes in {:?}; {before} KiB before, at most {most} KiB", begun.elapsed());
    assert_eq!(lines, rows + 2);
    assert!(String::from_utf8_lossy(&end).ends_with(&format!("\r\n#end,{rows}\r\n")));
    assert!(bytes > 80_000_000, "{bytes}");
    assert!(most < before + MEMORY_KIB, "{before} KiB before, at most {most} KiB");

    // A client that hangs up ends the file long before its end.
    let mut left = Answer::of(&bundle, &token, "/reports/ledger-entries.csv?part=payee&currency=USD");
    for _ in 0..3 {
        left.chunk().expect("a chunk");
    }
    drop(left);
    let ended = |logs: &str| logs.matches("\"GET /admin/api/v1/reports/ledger-entries.csv\"").count();
    for _ in 0..100 {
        if ended(&bundle.logs()) == 3 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ended(&bundle.logs()), 3, "each file has its line at its end");

    // A fault in the middle breaks the connection off: nobody takes what came for the whole file.
    let mut broken = Answer::of(&bundle, &token, "/reports/ledger-entries.csv?part=payee");
    for _ in 0..3 {
        broken.chunk().expect("a chunk");
    }
    bundle
        .database()
        .execute_batch("DROP VIEW ledger_entries; DROP VIEW ledger_payees")
        .expect("no such view");
    let mut came = Vec::new();
    while let Some(chunk) = broken.chunk() {
        assert_ne!(chunk, b"", "the end of a file that is not whole");
        came = chunk;
    }
    assert!(!String::from_utf8_lossy(&came).contains("#end"));
    bundle.logs_with("no such table: ledger_payees");
}

trait End {
    fn split_off_end(self, length: usize) -> Self;
}

impl End for Vec<u8> {
    /// The last so many bytes.
    fn split_off_end(mut self, length: usize) -> Self {
        let at = self.len().saturating_sub(length);
        self.split_off(at)
    }
}
