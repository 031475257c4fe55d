//! What `--help` says of every verb, word for word: flags and their defaults are a promise to scripts.

use assert_cmd::Command;

const VERBS: [&[&str]; 42] = [
    &[],
    &["demo"],
    &["localnet"],
    &["render"],
    &["preview"],
    &["pack"],
    &["order"],
    &["order", "return"],
    &["job"],
    &["job", "clear"],
    &["job", "download"],
    &["channel"],
    &["channel", "open"],
    &["channel", "redeem"],
    &["channel", "voucher"],
    &["channel", "topup"],
    &["stake"],
    &["stake", "show"],
    &["stake", "lock"],
    &["stake", "unlock"],
    &["guardian"],
    &["guardian", "enlist"],
    &["guardian", "slash"],
    &["provider"],
    &["provider", "register"],
    &["provider", "price"],
    &["provider", "budget"],
    &["provider", "retire"],
    &["provider", "purse"],
    &["provider", "purse", "open"],
    &["provider", "purse", "budget"],
    &["provider", "purse", "withdraw"],
    &["provider", "purse", "sweep"],
    &["provider", "offer"],
    &["provider", "offer", "set"],
    &["provider", "offer", "close"],
    &["market", "asset"],
    &["market", "asset", "set"],
    &["market", "asset", "unset"],
    &["market"],
    &["market", "init"],
    &["market", "update"],
];

#[test]
fn help_is_as_it_was() {
    let texts = VERBS.map(|verb| {
        let output = Command::cargo_bin("rayment").unwrap().args(verb).arg("--help").output().unwrap();
        assert!(output.status.success());
        format!("$ rayment {}\n{}", [verb, &["--help"]].concat().join(" "), String::from_utf8(output.stdout).unwrap())
    });
    insta::assert_snapshot!(texts.join("\n"));
}
