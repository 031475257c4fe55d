//! What stands on the ledger before its first slot.

use solana_pubkey::Pubkey;
use surfpool_core::surfnet::svm::SurfnetSvm;

use crate::{LocalnetError, Program};

const UPGRADEABLE_LOADER: Pubkey = Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");

/// Tags of the loader's account states (bincode: u32 little-endian).
const PROGRAM: u32 = 2;
const PROGRAM_DATA: u32 = 3;

/// Writes both accounts of the program as a deployment in slot 0 would have left them.
///
/// surfpool's own `write_program` compiles it twice and keeps silent about one that can't be loaded.
pub(crate) fn write_program(svm: &mut SurfnetSvm, program: &Program) -> Result<(), LocalnetError> {
    let data_address = Pubkey::find_program_address(&[program.id.as_ref()], &UPGRADEABLE_LOADER).0;

    let mut data = PROGRAM_DATA.to_le_bytes().to_vec();
    data.extend_from_slice(&0u64.to_le_bytes()); // slot of the deployment
    data.push(1); // an authority follows
    data.extend_from_slice(program.authority.as_ref());
    data.extend_from_slice(&program.elf);
    write_loader_account(svm, data_address, data, false)
        .map_err(|reason| LocalnetError::Account { key: data_address, reason })?;

    // Last, because the virtual machine loads the program when this account is written.
    let mut state = PROGRAM.to_le_bytes().to_vec();
    state.extend_from_slice(data_address.as_ref());
    write_loader_account(svm, program.id, state, true).map_err(|reason| LocalnetError::Program {
        id: program.id,
        bytes: program.elf.len(),
        reason,
    })
}

fn write_loader_account(svm: &mut SurfnetSvm, key: Pubkey, data: Vec<u8>, executable: bool) -> Result<(), String> {
    let lamports = svm.inner.minimum_balance_for_rent_exemption(data.len());
    let found = svm.get_account(&key).map_err(|error| error.to_string())?;
    let mut account = found.unwrap_or_default();
    account.lamports = lamports;
    account.data = data;
    account.owner = UPGRADEABLE_LOADER;
    account.executable = executable;
    svm.set_account(&key, account).map_err(|error| error.to_string())
}
