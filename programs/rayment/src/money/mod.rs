//! The only module that moves lamports and tokens. It makes the payments that the rules answer with, and opens and
//! closes accounts. Tokens are moved by [`token`].

use anchor_lang::{
    prelude::*,
    system_program::{self, Allocate, Assign, CreateAccount, allocate, assign, create_account, transfer},
};
use rayment_core::money::{Holding, Transfer, Transfers};

use crate::RaymentError;

pub mod token;

/// The accounts behind the holdings, as far as an instruction has them.
#[derive(Clone, Copy, Default)]
pub struct Holders<'a, 'info> {
    /// The account of a job or a channel, in which its deposit lies.
    pub escrow: Option<&'a AccountInfo<'info>>,
    /// The vault of a job in tokens.
    pub vault: Option<&'a AccountInfo<'info>>,
    pub provider: Option<&'a AccountInfo<'info>>,
    /// The wallet of the job's client, or of the channel's payer.
    pub client: Option<&'a AccountInfo<'info>>,
    pub order: Option<&'a AccountInfo<'info>>,
    pub sponsor: Option<&'a AccountInfo<'info>>,
    pub operator: Option<&'a AccountInfo<'info>>,
    pub payout: Option<&'a AccountInfo<'info>>,
    pub treasury: Option<&'a AccountInfo<'info>>,
    pub market: Option<&'a AccountInfo<'info>>,
    /// The account in which the stake lies, the wallet that it belongs to, and who gets it in a slash.
    pub staked: Option<&'a AccountInfo<'info>>,
    pub staker: Option<&'a AccountInfo<'info>>,
    pub prover: Option<&'a AccountInfo<'info>>,
    pub incinerator: Option<&'a AccountInfo<'info>>,
    /// Whether the rules were told that payout and treasury can take what they get.
    pub can_take: bool,
}

/// An account of the program, as money sees it.
pub fn info<'a, 'info, T>(account: &'a Account<'info, T>) -> &'a AccountInfo<'info>
where
    T: AccountSerialize + AccountDeserialize + Clone,
{
    account.as_ref()
}

impl<'a, 'info> Holders<'a, 'info> {
    fn of(&self, holding: Holding) -> Result<&'a AccountInfo<'info>> {
        let account = match holding {
            Holding::Deposit | Holding::Bond | Holding::DisputeBond | Holding::Rent => self.escrow,
            Holding::VaultRent => self.vault,
            Holding::Order => self.order,
            Holding::Sponsor => self.sponsor,
            Holding::Balance | Holding::Fees => self.provider,
            Holding::Client => self.client,
            Holding::Operator => self.operator,
            Holding::Payout => self.payout,
            Holding::Treasury => self.treasury,
            Holding::Dust => self.market,
            Holding::Stake => self.staked,
            Holding::Staker => self.staker,
            Holding::Prover => self.prover,
            Holding::Incinerator => self.incinerator,
        };
        account.ok_or_else(|| RaymentError::WrongPayee.refusal())
    }
}

/// Makes the payments, in their order. Returns what the client's wallet can't take: below rent exemption
/// a credit would fail the whole transaction, so that stays in the job's account as a gift would, and
/// comes with its rent. Payments of nothing need nobody.
pub fn pay(transfers: &Transfers, between: &Holders) -> Result<u64> {
    pay_those(transfers, between, |_| true)
}

/// Pays the rent among the payments: that is in lamports, whatever the rest is in.
pub fn pay_rent(transfers: &Transfers, between: &Holders) -> Result<()> {
    pay_those(transfers, between, |payee| matches!(payee, Holding::Rent | Holding::VaultRent)).map(drop)
}

#[inline(never)]
fn pay_those(transfers: &Transfers, between: &Holders, is_paid: fn(Holding) -> bool) -> Result<u64> {
    let mut left = 0u64;
    for payment in transfers.iter().filter(|payment| payment.amount > 0 && is_paid(payment.to)) {
        let (from, to) = (between.of(payment.from)?, between.of(payment.to)?);
        let stays = pay_lamports(payment, from, to, between.can_take)?;
        left = left.checked_add(stays).ok_or_else(|| RaymentError::Overflow.refusal())?;
    }
    Ok(left)
}

fn pay_lamports<'info>(
    payment: &Transfer,
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    known: bool,
) -> Result<u64> {
    let Transfer { from: holding, to: payee, amount, .. } = *payment;
    match payee {
        // Where it can't take them, that is refused by name and they stay owed.
        Holding::Payout | Holding::Treasury if known || can_take(to, amount)? => {}
        Holding::Payout | Holding::Treasury => return Err(RaymentError::PayeeBelowRent.refusal()),
        Holding::Client if !can_take(to, amount)? => return Ok(amount),
        Holding::Client | Holding::Operator | Holding::Order | Holding::Sponsor => {}
        Holding::Rent | Holding::VaultRent => {}
        Holding::Deposit | Holding::Bond | Holding::DisputeBond => {}
        Holding::Balance | Holding::Fees | Holding::Dust => {}
        // Owner and prover sign, and what is burned needs no rent.
        Holding::Stake | Holding::Staker | Holding::Prover | Holding::Incinerator => {}
    }
    match holding {
        // Wallets are the system program's, and sign.
        Holding::Client
        | Holding::Sponsor
        | Holding::Operator
        | Holding::Payout
        | Holding::Treasury
        | Holding::Staker
        | Holding::Prover
        | Holding::Incinerator => {
            let accounts = system_program::Transfer { from: from.clone(), to: to.clone() };
            transfer(CpiContext::new(system_program::ID, accounts), amount)?;
        }
        Holding::Deposit
        | Holding::Bond
        | Holding::DisputeBond
        | Holding::Rent
        | Holding::VaultRent
        | Holding::Order
        | Holding::Balance
        | Holding::Fees
        | Holding::Dust
        | Holding::Stake => {
            from.sub_lamports(amount)?;
            to.add_lamports(amount)?;
        }
    }
    Ok(0)
}

/// Whether a wallet can take `lamports`. Below rent exemption such a credit would fail the whole
/// transaction.
pub fn can_take(to: &AccountInfo, lamports: u64) -> Result<bool> {
    let after = to.lamports().checked_add(lamports).ok_or_else(|| RaymentError::Overflow.refusal())?;
    Ok(after >= Rent::get()?.minimum_balance(to.data_len()))
}

/// The least that a wallet can take.
pub fn least_taken(to: &AccountInfo) -> Result<u64> {
    Ok(Rent::get()?.minimum_balance(to.data_len()).saturating_sub(to.lamports()))
}

/// The rent of an account with so many bytes, at the moment.
pub fn rent_of(space: usize) -> Result<u64> {
    Ok(Rent::get()?.minimum_balance(space))
}

/// Makes an account at the address of these seeds, whatever lies there, of this program or of a token program. Its rent
/// is not paid: that comes after all calls, for the runtime counts lamports at each. `signer` is any wallet that signs.
/// Returns the bump.
#[inline(never)]
pub fn open_unpaid<'info>(
    account: &AccountInfo<'info>,
    signer: &AccountInfo<'info>,
    (space, owner): (usize, &Pubkey),
    seeds: &[&[u8]],
    other: RaymentError,
) -> Result<u8> {
    let (address, bump) = Pubkey::find_program_address(seeds, &crate::ID);
    if *account.key != address {
        return Err(other.refusal());
    }
    let with_bump = [bump];
    let seeds = [seeds, &[&with_bump]].concat();
    if account.lamports() > 0 {
        become_owned(account, space, owner, &seeds)?;
    } else {
        // One call instead of two.
        let accounts = CreateAccount { from: signer.clone(), to: account.clone() };
        let seeds: &[&[&[u8]]] = &[&seeds];
        create_account(CpiContext::new_with_signer(system_program::ID, accounts, seeds), 0, space as u64, owner)?;
    }
    Ok(bump)
}

/// Pays from the address of these seeds, where no account of this program is. Returns the bump.
pub fn pay_from_address<'info>(
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    amount: u64,
    seeds: &[&[u8]],
    other: RaymentError,
) -> Result<u8> {
    let (address, bump) = Pubkey::find_program_address(seeds, &crate::ID);
    if *from.key != address {
        return Err(other.refusal());
    }
    if amount > 0 {
        let accounts = system_program::Transfer { from: from.clone(), to: to.clone() };
        let with_bump = [bump];
        let seeds = [seeds, &[&with_bump]].concat();
        transfer(CpiContext::new_with_signer(system_program::ID, accounts, &[&seeds]), amount)?;
    }
    Ok(bump)
}

/// Makes an account of this program, at the address of these seeds (the bump among them) and with the
/// rent from `payer`. In one place: Anchor's `init` is a copy of this for every account.
#[inline(never)]
pub fn open<'info>(
    account: &AccountInfo<'info>,
    payer: &AccountInfo<'info>,
    space: usize,
    seeds: &[&[u8]],
) -> Result<()> {
    let (rent, held) = (Rent::get()?.minimum_balance(space), account.lamports());
    let (program, signer) = (system_program::ID, &[seeds]);
    if held == 0 {
        let accounts = CreateAccount { from: payer.clone(), to: account.clone() };
        let space = space as u64;
        return create_account(CpiContext::new_with_signer(program, accounts, signer), rent, space, &crate::ID);
    }
    // Anyone may send lamports to an address; that must not keep an account from being opened there.
    let missing = rent.saturating_sub(held);
    if missing > 0 {
        let accounts = system_program::Transfer { from: payer.clone(), to: account.clone() };
        transfer(CpiContext::new(program, accounts), missing)?;
    }
    become_owned(account, space, &crate::ID, seeds)
}

/// Gives an account its bytes and its owner. The bump is among the seeds.
fn become_owned(account: &AccountInfo, space: usize, owner: &Pubkey, seeds: &[&[u8]]) -> Result<()> {
    let (program, signer) = (system_program::ID, &[seeds]);
    let accounts = Allocate { account_to_allocate: account.clone() };
    allocate(CpiContext::new_with_signer(program, accounts, signer), space as u64)?;
    let accounts = Assign { account_to_assign: account.clone() };
    assign(CpiContext::new_with_signer(program, accounts, signer), owner)
}

/// Makes an account longer, by zeros, and pays the rent that it then lacks.
pub fn grow<'info>(account: &AccountInfo<'info>, payer: &AccountInfo<'info>, space: usize) -> Result<()> {
    let missing = Rent::get()?.minimum_balance(space).saturating_sub(account.lamports());
    if missing > 0 {
        let accounts = system_program::Transfer { from: payer.clone(), to: account.clone() };
        transfer(CpiContext::new(system_program::ID, accounts), missing)?;
    }
    account.resize(space)?;
    Ok(())
}

/// Closes an account whose rent somebody lent: so much goes back to who lent it, the rest to its owner, or where the
/// owner's wallet can't take that, with the rent.
pub fn close_lent<'info, T>(
    account: &Account<'info, T>,
    (lender, rent): (&AccountInfo<'info>, u64),
    owner: &AccountInfo<'info>,
) -> Result<()>
where
    T: AccountSerialize + AccountDeserialize + Clone,
{
    account.sub_lamports(rent)?;
    lender.add_lamports(rent)?;
    let left = account.get_lamports();
    let to = if left == 0 || can_take(owner, left)? { owner } else { lender };
    account.close(to.clone())
}

/// Closes an account of this program that was not decoded.
pub fn close_at<'info>(account: &AccountInfo<'info>, to: &AccountInfo<'info>) -> Result<()> {
    let left = account.lamports();
    account.sub_lamports(left)?;
    to.add_lamports(left)?;
    account.assign(&system_program::ID);
    account.resize(0)?;
    Ok(())
}

/// Closes an account of this program: its rent, and whatever strangers gave, go to who paid for it.
/// Returns what went.
pub fn close<'info, T>(account: &Account<'info, T>, to: &AccountInfo<'info>) -> Result<u64>
where
    T: AccountSerialize + AccountDeserialize + Clone,
{
    let left = account.get_lamports();
    account.close(to.clone())?;
    Ok(left)
}
