//! The processor's name, where the system tells it.

use std::fs;

/// As the system names it, or the architecture where it does not.
pub(super) fn name() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    model(&info).unwrap_or_else(|| format!("{} processor", std::env::consts::ARCH))
}

fn model(info: &str) -> Option<String> {
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    let name = line.split_once(':')?.1.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_first_model_name() {
        let info = "processor\t: 0\nmodel name\t:  AMD  EPYC 7B13\n\nprocessor\t: 1\nmodel name\t: other\n";
        assert_eq!(model(info).as_deref(), Some("AMD EPYC 7B13"));
        assert_eq!(model("model name\t:  \n"), None);
        assert_eq!(model("Hardware\t: something\n"), None);
    }

    #[test]
    fn always_has_a_name() {
        assert!(!name().is_empty());
    }
}
