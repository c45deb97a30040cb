//! `traceparent` (W3C Trace Context): which trace a request belongs to, kept with what it causes and passed on.

/// The length of version 00: version, trace id, parent id, flags.
const LENGTH: usize = 55;

/// The one header of a request as version 00; `None` if there is none, another beside it, or if it is malformed. Of a later
/// version only what version 00 knows is read.
pub fn read(mut lines: Vec<String>) -> Option<String> {
    let line = lines.pop().filter(|_| lines.is_empty())?;
    let (known, rest) = (line.get(..LENGTH)?, line.get(LENGTH..)?);
    let parts: Vec<&str> = known.split('-').collect();
    let [version, trace_id, parent_id, flags] = parts.as_slice() else { return None };
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_some = |id: &str| id.bytes().any(|b| b != b'0');
    let is_known = match *version {
        "00" => rest.is_empty(),
        "ff" => false,
        _ => rest.is_empty() || rest.starts_with('-'),
    };
    let is_well_formed =
        is_hex(version, 2) && is_hex(trace_id, 32) && is_hex(parent_id, 16) && is_hex(flags, 2);
    (is_known && is_well_formed && is_some(trace_id) && is_some(parent_id))
        .then(|| ["00-", trace_id, "-", parent_id, "-", flags].concat())
}

/// The same trace under a parent of our own, for a request that we send.
pub fn child(traceparent: &str, mut span: [u8; 8]) -> String {
    // An id of nothing but zeros is none.
    span[7] |= u8::from(span == [0; 8]);
    let mut child = traceparent.to_owned();
    if child.len() == LENGTH && child.is_ascii() {
        let id: String = span.iter().map(|byte| format!("{byte:02x}")).collect();
        child.replace_range(36..52, &id);
    }
    child
}

/// The id of the trace, for the log.
pub fn trace_id(traceparent: &str) -> &str {
    traceparent.get(3..35).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{child, read, trace_id};

    const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn one(line: &str) -> Option<String> {
        read(vec![line.to_owned()])
    }

    #[test]
    fn a_well_formed_header_is_kept() {
        assert_eq!(one(GIVEN).as_deref(), Some(GIVEN));
        assert_eq!(trace_id(GIVEN), "0af7651916cd43dd8448eb211c80319c");
        for later in [GIVEN.replacen("00-", "01-", 1), GIVEN.replacen("00-", "cc-", 1) + "-what-comes"] {
            assert_eq!(one(&later).as_deref(), Some(GIVEN), "{later}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for wrong in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-011",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
            " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0ä",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        ] {
            assert_eq!(one(wrong), None, "{wrong}");
        }
        assert_eq!(read(vec![]), None);
        assert_eq!(read(vec![GIVEN.into(), GIVEN.into()]), None, "two of them");
    }

    #[test]
    fn what_is_sent_has_a_parent_of_our_own_in_the_same_trace() {
        let sent = child(GIVEN, [0xab; 8]);
        assert_eq!(sent, "00-0af7651916cd43dd8448eb211c80319c-abababababababab-01");
        assert_eq!(one(&sent), Some(sent.clone()));
        assert!(one(&child(GIVEN, [0; 8])).is_some());
    }
}
