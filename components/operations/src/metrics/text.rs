//! Prometheus' text format 0.0.4.

/// A text that grows by one family after the other.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins a family.
    pub(super) fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Texts of ours: neither a line end nor a backslash.
        self.0 += &format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    /// Begins a family of gauges.
    pub(super) fn gauge(&mut self, name: &str, help: &str) {
        self.family(name, "gauge", help);
    }

    /// Adds a sample to the family that has begun.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], number: i64) {
        self.0 += name;
        let mut before = '{';
        for (label, value) in labels {
            self.0.push(before);
            self.0 += label;
            self.0 += "=\"";
            value.chars().for_each(|char| self.escaped(char));
            self.0.push('"');
            before = ',';
        }
        if before == ',' {
            self.0.push('}');
        }
        self.0 += &format!(" {number}\n");
    }

    fn escaped(&mut self, char: char) {
        match char {
            '\\' => self.0 += "\\\\",
            '"' => self.0 += "\\\"",
            '\n' => self.0 += "\\n",
            other => self.0.push(other),
        }
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_label_with_any_text_stays_one_label() {
        let mut text = Text::default();
        text.gauge("a", "Help.");
        text.sample("a", &[], -1);
        text.sample("a", &[("b", "x"), ("c", "\\ \" \n")], 7);
        let expected = "# HELP a Help.\n# TYPE a gauge\na -1\na{b=\"x\",c=\"\\\\ \\\" \\n\"} 7\n";
        assert_eq!(text.into_string(), expected);
    }
}
