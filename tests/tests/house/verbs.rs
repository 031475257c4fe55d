//! Whatever the program can do, a verb of `rayment` or a daemon does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anchor_lang_idl_spec::Idl;

use crate::{fresh, root};

/// Who sends instructions, beside tests.
const SENDERS: [&str; 5] = ["app/cli/src", "app/sdk/rust/src", "keeper/src", "keeper/hub/src", "worker/src"];
const BUILDERS: &str = "programs/client/src/instructions";

/// The Rust sources below a folder, without their unit tests.
fn sources(folder: &str) -> String {
    let (root, mut files) = (root(), BTreeMap::new());
    fresh::collect(&root, &root.join(folder), &mut files);
    let rust = files.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    let texts = rust.map(|(_, bytes)| String::from_utf8(bytes).expect("sources are text"));
    texts.map(|text| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()).collect()
}

/// The functions of a text, each with what follows its name up to the next.
fn functions(text: &str) -> BTreeMap<&str, &str> {
    let pieces = text.split("fn ").skip(1);
    pieces.filter_map(|piece| piece.split_once(|sign: char| !sign.is_alphanumeric() && sign != '_')).collect()
}

/// Whether the text calls a function of this name, or hands it on.
fn names(text: &str, function: &str) -> bool {
    let is_word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    text.match_indices(function).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !is_word(before.chars().next_back()) && after.starts_with('(') && !before.ends_with("fn ")
    })
}

/// Instructions that nobody sends: not by a function that makes them, nor by one that calls such a function.
fn unsent(instructions: &[String], builders: &str, senders: &str) -> Vec<String> {
    let functions = functions(builders);
    let is_sent = |instruction: &&String| {
        let accounts = format!("accounts::{}", camel(instruction));
        let is_made = |body: &str| body.contains(&format!("{accounts} {{"));
        let mut makers: BTreeSet<_> =
            functions.iter().filter(|(_, body)| is_made(body)).map(|(name, _)| *name).collect();
        loop {
            let calls = |body: &str| makers.iter().any(|maker| names(body, maker));
            let more: BTreeSet<_> = functions.iter().filter(|(_, body)| calls(body)).map(|(name, _)| *name).collect();
            if more.is_subset(&makers) {
                break;
            }
            makers.extend(more);
        }
        makers.iter().any(|maker| names(senders, maker))
    };
    instructions.iter().filter(|name| !is_sent(name)).cloned().collect()
}

fn camel(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(word).collect()
}

#[test]
fn every_instruction_has_a_verb_or_a_daemon() {
    let idl = fs::read_to_string(root().join("programs/idls/rayment.json")).expect("the IDL");
    let idl: Idl = serde_json::from_str(&idl).expect("an IDL");
    let instructions: Vec<_> = idl.instructions.into_iter().map(|instruction| instruction.name).collect();
    let senders: String = SENDERS.map(sources).concat();
    let left = unsent(&instructions, &sources(BUILDERS), &senders);
    assert!(left.is_empty(), "neither a verb nor a daemon sends {left:?}");
}

#[test]
fn an_instruction_that_nobody_sends_is_found() {
    let builders = "pub fn job_run() { accounts::JobRun { } }\nfn inner() { accounts::JobStop { } }\n\
                    pub fn job_stop() { inner() }\npub fn job_rest() { accounts::JobRest { } }";
    let all = ["job_run", "job_stop", "job_rest", "job_none"].map(str::to_owned);
    let senders = "let call = instructions::job_stop(1); job_run(); fn job_rest() {} my_job_rest(2)";
    assert_eq!(unsent(&all, builders, senders), ["job_rest", "job_none"]);
}
