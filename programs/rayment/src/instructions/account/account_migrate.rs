use anchor_lang::{__private::BpfWriter, Discriminator, prelude::*};
use rayment_core::layout;

use crate::{AccountMigrated, Client, Job, MarketParams, Provider, RaymentError, money::grow};

#[derive(Accounts)]
pub struct AccountMigrate<'info> {
    /// Pays what rent a longer layout needs. Anyone may.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Any of this program's accounts: parameters, clients, providers and jobs have an earlier layout.
    /// CHECK: this program's, and told apart by discriminator and layout.
    #[account(mut, owner = crate::ID @ RaymentError::NotMigratable.refusal())]
    pub account: UncheckedAccount<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<AccountMigrate>) -> Result<()> {
    let AccountMigrate { payer, account, .. } = ctx.accounts;
    let (discriminator, found) = {
        let data = account.try_borrow_data()?;
        let discriminator: [u8; 8] = read(layout::header::DISCRIMINATOR.of(&data))?;
        let [found] = read(layout::header::VERSION.of(&data))?;
        (discriminator, found)
    };
    let is = |known: &[u8]| discriminator == *known;
    let today = match &discriminator {
        _ if is(MarketParams::DISCRIMINATOR) => layout::market_params::LAYOUT,
        _ if is(Client::DISCRIMINATOR) => layout::client::LAYOUT,
        _ if is(Provider::DISCRIMINATOR) => layout::provider::LAYOUT,
        _ if is(Job::DISCRIMINATOR) => layout::job::LAYOUT,
        _ => return Err(RaymentError::NotMigratable.refusal()),
    };
    match found {
        _ if found == today => return Ok(()),
        1.. if found < today => {}
        _ => return Err(RaymentError::NotMigratable.refusal()),
    }
    if is(MarketParams::DISCRIMINATOR) {
        grow(account, payer, layout::market_params::SPACE)?;
        let mut data = account.try_borrow_mut_data()?;
        let read = MarketParams::try_deserialize(&mut &**data)?;
        let reserved = [0; layout::market_params::RESERVED.size];
        let next = MarketParams { layout: today, values: read.values.migrated(found), reserved, ..read };
        next.try_serialize(&mut BpfWriter::new(&mut **data))?;
    } else if is(Client::DISCRIMINATOR) {
        // It grows by a stake of nothing.
        grow(account, payer, layout::client::SPACE)?;
        let mut data = account.try_borrow_mut_data()?;
        put(&mut data, layout::header::VERSION, &[today])?;
    } else if is(Provider::DISCRIMINATOR) {
        let mut data = account.try_borrow_mut_data()?;
        let Provider { bump, state, .. } = Provider::try_deserialize(&mut &**data)?;
        let reserved = [0; layout::provider::RESERVED.size];
        let next = Provider { layout: today, bump, state: state.migrated(), reserved };
        next.try_serialize(&mut BpfWriter::new(&mut **data))?;
    } else {
        let mut data = account.try_borrow_mut_data()?;
        let Job { bump, state, .. } = Job::try_deserialize(&mut &**data)?;
        let next = Job { layout: today, bump, state: state.migrated(found) };
        next.try_serialize(&mut BpfWriter::new(&mut **data))?;
    }
    emit!(AccountMigrated { account: account.key(), layout: today });
    Ok(())
}

/// The bytes of a field.
fn read<const N: usize>(bytes: Option<&[u8]>) -> Result<[u8; N]> {
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| RaymentError::NotMigratable.refusal())
}

/// Writes a field.
fn put(data: &mut [u8], field: layout::Field, bytes: &[u8]) -> Result<()> {
    let place = data.get_mut(field.at..field.end()).ok_or_else(|| RaymentError::NotMigratable.refusal())?;
    place.copy_from_slice(bytes);
    Ok(())
}
