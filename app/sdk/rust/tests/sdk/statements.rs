//! Statements in their files, and what two of them prove.

use rayment_client::rule_key;
use rayment_core::guardian::Statement;
use rayment_sdk::statement::{SignedStatement, StatementRefusal, contradict};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

const MARKET: Pubkey = Pubkey::new_from_array([1; 32]);

fn statement(checker_pixels: [u8; 32]) -> Statement {
    Statement {
        market: rule_key(&MARKET),
        job: rayment_core::Pubkey([2; 32]),
        attempt: 1,
        frame: 2,
        tile: 3,
        leaf: [4; 32],
        checker_pixels,
    }
}

#[test]
fn reads_back_what_it_writes() {
    let signed = SignedStatement::sign(&Keypair::new(), statement([5; 32]));
    assert_eq!(SignedStatement::parse(&signed.to_json()).unwrap(), signed);
}

#[test]
fn refuses_what_is_no_statement_and_says_where() {
    let text = SignedStatement::sign(&Keypair::new(), statement([5; 32])).to_json();
    let market = MARKET.to_string();
    for (damaged, told) in [
        ("{".to_owned(), "EOF"),
        (text.replace("\"tile\": 3,", ""), "tile"),
        (text.replace(&market, "nobody"), "market"),
        (text.replace(&"04".repeat(32), "04"), "hexadecimal"),
        (text.replace("\"attempt\": 1", "\"attempt\": 300"), "u8"),
    ] {
        let refused = SignedStatement::parse(&damaged).unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn two_pictures_of_one_tile_by_one_key_are_a_contradiction_and_nothing_else_is() {
    let (key, other) = (Keypair::new(), Keypair::new());
    let [one, two] = [[5; 32], [6; 32]].map(|pixels| SignedStatement::sign(&key, statement(pixels)));
    contradict(&one, &two, &MARKET).unwrap();
    let refused = |one: &SignedStatement, two: &SignedStatement| contradict(one, two, &MARKET).unwrap_err();
    assert_eq!(refused(&one, &one), StatementRefusal::PixelsAgree);
    let foreign = SignedStatement::sign(&other, statement([6; 32]));
    assert!(matches!(refused(&one, &foreign), StatementRefusal::TwoKeys { .. }));
    let elsewhere = SignedStatement::sign(&key, Statement { tile: 4, ..statement([6; 32]) });
    assert!(matches!(refused(&one, &elsewhere), StatementRefusal::OtherTile { .. }));
    let claimed = SignedStatement { key: one.key, ..foreign };
    assert!(matches!(refused(&one, &claimed), StatementRefusal::BadSignature { which: "second", .. }));
    let market = Pubkey::new_from_array([9; 32]);
    assert!(matches!(contradict(&one, &two, &market), Err(StatementRefusal::OtherMarket { .. })));
}
