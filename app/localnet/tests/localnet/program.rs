//! A program that is there from genesis on.

use std::borrow::Cow;

use crate::actors::{Wallet, client, confirms};
use rayment_localnet::{Config, Localnet, LocalnetError, Program};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use surfpool_core::surfnet::noop_program::NOOP_PROGRAM_ELF;

const UPGRADEABLE_LOADER: Pubkey = Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");

fn with_program(elf: impl Into<Cow<'static, [u8]>>) -> (Program, Result<Localnet, LocalnetError>) {
    let program = Program { id: Pubkey::new_unique(), elf: elf.into(), authority: Pubkey::new_unique() };
    let ledger = Localnet::start(Config { program: Some(program.clone()), ..Config::default() });
    (program, ledger)
}

#[test]
fn can_be_called_at_once_and_has_an_upgrade_authority() {
    let (program, ledger) = with_program(NOOP_PROGRAM_ELF);
    let ledger = ledger.unwrap();
    let client = client(&ledger);

    let account = client.get_account(&program.id).unwrap();
    assert!(account.executable);
    assert_eq!(account.owner, UPGRADEABLE_LOADER);
    let data_address = Pubkey::new_from_array(account.data[4..36].try_into().unwrap());
    let data = client.get_account(&data_address).unwrap().data;
    assert_eq!(data[..4], 3u32.to_le_bytes());
    assert_eq!(data[12], 1, "an authority follows");
    assert_eq!(data[13..45], program.authority.to_bytes());
    assert_eq!(data[45..], *program.elf);

    let wallet = Wallet::funded_on(&ledger);
    let call = Instruction::new_with_bytes(program.id, &[], vec![]);
    confirms(&client, &wallet.signs(&client, call));
}

#[test]
fn refuses_a_program_that_cannot_be_loaded() {
    let broken = NOOP_PROGRAM_ELF[..NOOP_PROGRAM_ELF.len() / 2].to_vec();
    for elf in [broken, b"not an ELF".to_vec(), Vec::new()] {
        let (program, ledger) = with_program(elf);
        let refusal = ledger.err().expect("it does not start");
        assert!(matches!(&refusal, LocalnetError::Program { id, .. } if *id == program.id), "{refusal}");
    }
}
