//! What people are asked before anything leaves this machine. Scripts say it with flags.

use std::io::{self, BufRead, IsTerminal, Write};

use rayment_sdk::Packed;

use crate::{commands::files, progress::counted};

/// Whether somebody sits at a terminal and can be asked.
pub fn is_attended() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on standard error. Everything but a yes is a no.
pub fn agreed(question: &str) -> anyhow::Result<bool> {
    Ok(ask(question, &mut io::stdin().lock(), &mut io::stderr())?)
}

/// Whether the scene may take files from outside its folder: by the flag, or by whoever is asked. Where nobody is, the
/// SDK refuses them by name.
pub fn to_outside(packed: &Packed, by_flag: bool) -> anyhow::Result<bool> {
    if by_flag || packed.outside.is_empty() || !is_attended() {
        return Ok(by_flag);
    }
    let outside: Vec<_> = files::listed(packed).into_iter().filter(|file| file.outside.is_some()).collect();
    eprint!("{}", files::text(&outside));
    agreed(&format!("The scene takes {} from outside its own folder. Take them along?", counted(outside.len(), "file")))
}

fn ask(question: &str, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<bool> {
    write!(output, "{question} [y/N] ")?;
    output.flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for (answer, expected) in
            [("y\n", true), ("YES\r\n", true), ("\n", false), ("", false), ("n\n", false), ("yes, but\n", false)]
        {
            let mut shown = Vec::new();
            assert_eq!(ask("Pay?", &mut answer.as_bytes(), &mut shown).unwrap(), expected, "{answer:?}");
            assert_eq!(shown, b"Pay? [y/N] ");
        }
    }
}
