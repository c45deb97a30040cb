//! Masked card numbers and names (`cashier.md` 5).

/// Number of 12 or more characters: the first 4, ` **** `, the last 4; shorter: `*` for all but the last 2.
pub fn number(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    match chars.as_slice() {
        [a, b, c, d, rest @ ..] if rest.len() >= 8 => {
            let mut masked = String::from_iter([a, b, c, d]);
            masked.push_str(" **** ");
            masked.extend(&rest[rest.len() - 4..]);
            masked
        }
        all => {
            let hidden = all.len().saturating_sub(2);
            let mut masked = "*".repeat(hidden);
            masked.extend(&all[hidden..]);
            masked
        }
    }
}

/// Name of 1 character: `*`; of 2: `*` and the last; longer: the first, `*` for each in the middle, the last.
pub fn name(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    match chars.as_slice() {
        [] => String::new(),
        [_] => "*".into(),
        [_, last] => String::from_iter(['*', *last]),
        [first, middle @ .., last] => {
            let mut masked = String::from(*first);
            masked.push_str(&"*".repeat(middle.len()));
            masked.push(*last);
            masked
        }
    }
}
