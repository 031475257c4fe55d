//! Tokens: the calls to the token programs, and what is seen of their accounts before.
//!
//! Both programs know these calls by the same bytes. They are written here and not taken from the programs' own
//! crates: those of Token-2022 bring its proofs with them, more than this program is long.

use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed_unchecked},
    system_program::{self, Transfer, transfer},
};
use rayment_core::{
    Pubkey as RuleKey, Sha256,
    asset::{self, AssetError, Mint, TokenAccount},
    seeds,
};

use super::{open_unpaid, rent_of};
use crate::{
    RaymentError,
    adapter::{Syscall, rule_key},
    refusals::refused,
};

pub const TOKEN: Pubkey = pubkey!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
pub const TOKEN_2022: Pubkey = pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
const ASSOCIATED_TOKEN: Pubkey = pubkey!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// SOL as a token, in both programs.
const WRAPPED_SOL: [Pubkey; 2] =
    [pubkey!("So11111111111111111111111111111111111111112"), pubkey!("9pan9bMn5HatX4EJdBwg9VgCa7Uz5HL8N1m5D3NdXej9")];
/// What the runtime adds when it derives an address.
pub const ADDRESS_MARKER: &[u8] = b"ProgramDerivedAddress";

/// Where a token account says how much lies in it.
const AMOUNT: usize = 64;

/// Calls of the token programs, by the byte that they begin with.
mod call {
    pub const CLOSE_ACCOUNT: u8 = 9;
    pub const TRANSFER_CHECKED: u8 = 12;
    pub const INITIALIZE_ACCOUNT_3: u8 = 18;
    pub const INITIALIZE_IMMUTABLE_OWNER: u8 = 22;
}

/// A mint, and the program that it is of.
#[derive(Clone, Copy)]
pub struct Token<'a, 'info> {
    mint: &'a AccountInfo<'info>,
    program: &'a AccountInfo<'info>,
    decimals: u8,
}

/// Who spends what lies in a token account of ours: the account with these seeds, the bump among them.
#[derive(Clone, Copy)]
pub struct Authority<'a, 'info> {
    pub account: &'a AccountInfo<'info>,
    /// None where a wallet has signed.
    pub seeds: &'a [&'a [u8]],
}

/// Which of the two programs this is.
pub fn program_number(program: &Pubkey) -> Option<u8> {
    match *program {
        TOKEN => Some(asset::TOKEN),
        TOKEN_2022 => Some(asset::TOKEN_2022),
        _ => None,
    }
}

/// What is known of a mint that money is about to be locked in, or why it is refused.
#[inline(never)]
pub fn read_mint(mint: &AccountInfo) -> Result<Mint> {
    if WRAPPED_SOL.contains(mint.key) {
        return Err(refused(AssetError::WrappedSol));
    }
    if program_number(mint.owner).is_none() {
        return Err(refused(AssetError::NotMint));
    }
    Mint::read(&mint.try_borrow_data()?).map_err(refused)
}

/// A token account, where it is one of either program.
#[inline(never)]
pub fn read_account(account: &AccountInfo) -> Result<TokenAccount> {
    let read = program_number(account.owner).and_then(|_| TokenAccount::read(&account.try_borrow_data().ok()?));
    read.ok_or_else(|| RaymentError::WrongTokenAccount.refusal())
}

/// What lies in a token account; the token program has said, or says at once, that it is one.
fn amount_in(account: &AccountInfo) -> Result<u64> {
    let data = account.try_borrow_data()?;
    let amount = data.get(AMOUNT..).and_then(|rest| rest.first_chunk::<8>()).copied();
    amount.map(u64::from_le_bytes).ok_or_else(|| RaymentError::WrongTokenAccount.refusal())
}

/// Whether an address was derived from these seeds, for a program that only ever derives with the first bump that
/// will do: then no two of them can both hold an account. Without a search for that bump, which is what costs.
#[inline(never)]
fn is_derived(address: &Pubkey, seeds: [&[u8]; 3], program: &Pubkey) -> bool {
    let [a, b, c] = seeds;
    (0..=u8::MAX)
        .rev()
        .any(|bump| Syscall::hash(&[a, b, c, &[bump], program.as_ref(), ADDRESS_MARKER]) == address.to_bytes())
}

/// Whether this is the vault of an account of ours. That it holds an account, the caller has seen.
pub fn is_vault(vault: &AccountInfo, of: &Pubkey) -> bool {
    is_derived(vault.key, [seeds::VAULT, of.as_ref(), &[]], &crate::ID)
}

impl<'a, 'info> Token<'a, 'info> {
    /// The token of a mint, by the program that owns it.
    pub fn new(mint: &'a AccountInfo<'info>, program: &'a AccountInfo<'info>) -> Result<Self> {
        if program_number(program.key).is_none() || mint.owner != program.key {
            return Err(RaymentError::WrongTokenProgram.refusal());
        }
        let decimals = mint.try_borrow_data()?.get(44).copied();
        Ok(Self { mint, program, decimals: decimals.ok_or_else(|| RaymentError::WrongMint.refusal())? })
    }

    pub fn mint(&self) -> RuleKey {
        rule_key(self.mint.key)
    }

    /// A token account of this mint.
    pub fn read(&self, account: &AccountInfo) -> Result<TokenAccount> {
        let read = read_account(account)?;
        if account.owner == self.program.key && read.mint == self.mint() {
            Ok(read)
        } else {
            Err(RaymentError::WrongTokenAccount.refusal())
        }
    }

    /// The vault of an account of ours.
    pub fn read_vault(&self, vault: &AccountInfo, of: &Pubkey) -> Result<TokenAccount> {
        if !is_vault(vault, of) {
            return Err(RaymentError::WrongVault.refusal());
        }
        self.read(vault)
    }

    /// Whether this is the account in which a wallet's tokens of this mint are paid: the associated one.
    #[inline(never)]
    pub fn is_associated(&self, account: &Pubkey, wallet: &Pubkey) -> bool {
        let seeds = [wallet.as_ref(), self.program.key.as_ref(), self.mint.key.as_ref()];
        is_derived(account, seeds, &ASSOCIATED_TOKEN)
    }

    /// Whether tokens of this mint can be paid into an account.
    #[inline(never)]
    pub fn can_take(&self, account: &AccountInfo) -> bool {
        self.read(account).is_ok_and(|read| read.can_take(&self.mint()))
    }

    /// Whether a wallet can be paid into this account without its signature: the associated one, as long as nobody
    /// else can spend what lies in it, and it takes anything.
    #[inline(never)]
    pub fn can_pay(&self, account: &AccountInfo, wallet: &Pubkey) -> bool {
        self.is_associated(account.key, wallet)
            && self.read(account).is_ok_and(|read| read.is_of(&rule_key(wallet)) && read.can_take(&self.mint()))
    }

    /// Sends tokens. Returns what has arrived.
    #[inline(never)]
    pub fn send(
        &self,
        (from, to): (&AccountInfo<'info>, &AccountInfo<'info>),
        authority: Authority<'_, 'info>,
        amount: u64,
    ) -> Result<u64> {
        if amount == 0 {
            return Ok(0);
        }
        let before = amount_in(to)?;
        let mut data = Vec::with_capacity(10);
        data.push(call::TRANSFER_CHECKED);
        data.extend_from_slice(&amount.to_le_bytes());
        data.push(self.decimals);
        let accounts = [(from, true), (self.mint, false), (to, true), (authority.account, false)];
        self.call(data, &accounts, Some(authority))?;
        amount_in(to)?.checked_sub(before).ok_or_else(|| RaymentError::Overflow.refusal())
    }

    /// Sends tokens, all of which have to arrive.
    pub fn send_whole(
        &self,
        between: (&AccountInfo<'info>, &AccountInfo<'info>),
        authority: Authority<'_, 'info>,
        amount: u64,
    ) -> Result<()> {
        if self.send(between, authority, amount)? < amount {
            return Err(RaymentError::TokensShort.refusal());
        }
        Ok(())
    }

    /// Closes an empty token account: what it had to hold goes to `to`.
    #[inline(never)]
    pub fn close_account(
        &self,
        account: &AccountInfo<'info>,
        to: &AccountInfo<'info>,
        authority: Authority<'_, 'info>,
    ) -> Result<()> {
        let accounts = [(account, true), (to, true), (authority.account, false)];
        self.call(vec![call::CLOSE_ACCOUNT], &accounts, Some(authority))
    }

    /// What the address of a vault lacks of its rent, for a mint as it was read.
    pub fn vault_rent(&self, vault: &AccountInfo, mint: &Mint) -> Result<u64> {
        Ok(rent_of(self.vault_space(mint))?.saturating_sub(vault.lamports()))
    }

    /// How many bytes a vault of this mint has.
    pub fn vault_space(&self, mint: &Mint) -> usize {
        mint.vault_space(*self.program.key == TOKEN_2022)
    }

    /// Gives the address of a vault its bytes, and the token program as its owner. Its rent comes after all calls of
    /// the system program, and [`begin_vault`](Self::begin_vault) after that. `signer` is any wallet that signs.
    pub fn make_vault(
        &self,
        vault: &AccountInfo<'info>,
        of: &Pubkey,
        signer: &AccountInfo<'info>,
        mint: &Mint,
    ) -> Result<()> {
        let seeds: &[&[u8]] = &[seeds::VAULT, of.as_ref()];
        let made = (self.vault_space(mint), self.program.key);
        open_unpaid(vault, signer, made, seeds, RaymentError::WrongVault).map(drop)
    }

    /// Makes a vault, with its rent from a wallet.
    pub fn open_vault(
        &self,
        vault: &AccountInfo<'info>,
        of: &Pubkey,
        payer: &AccountInfo<'info>,
        mint: &Mint,
    ) -> Result<()> {
        let missing = self.vault_rent(vault, mint)?;
        self.make_vault(vault, of, payer, mint)?;
        if missing > 0 {
            let accounts = Transfer { from: payer.clone(), to: vault.clone() };
            transfer(CpiContext::new(system_program::ID, accounts), missing)?;
        }
        self.begin_vault(vault, of, &[])
    }

    /// Makes a vault a token account of its owner's. `paid` are the accounts of ours from and to which lamports have
    /// just been moved: a call that does not name them would see those lamports missing.
    #[inline(never)]
    pub fn begin_vault(&self, vault: &AccountInfo<'info>, of: &Pubkey, paid: &[&AccountInfo<'info>]) -> Result<()> {
        let paid = paid.iter().map(|account| (*account, account.is_writable));
        if *self.program.key == TOKEN_2022 {
            let accounts: Vec<_> = [(vault, true)].into_iter().chain(paid.clone()).collect();
            self.call(vec![call::INITIALIZE_IMMUTABLE_OWNER], &accounts, None)?;
        }
        let data = [&[call::INITIALIZE_ACCOUNT_3], of.as_ref()].concat();
        let accounts: Vec<_> = [(vault, true), (self.mint, false)].into_iter().chain(paid).collect();
        self.call(data, &accounts, None)
    }

    /// Calls the token program. The last of the accounts is the authority, where there is one.
    fn call(
        &self,
        data: Vec<u8>,
        accounts: &[(&AccountInfo<'info>, bool)],
        authority: Option<Authority<'_, 'info>>,
    ) -> Result<()> {
        let signs = |account: &AccountInfo| authority.is_some_and(|by| by.account.key == account.key);
        let metas = accounts
            .iter()
            .map(|(account, is_writable)| AccountMeta {
                pubkey: *account.key,
                is_signer: signs(account),
                is_writable: *is_writable,
            })
            .collect();
        let infos: Vec<_> = accounts.iter().map(|(account, _)| (*account).clone()).collect();
        let instruction = Instruction { program_id: *self.program.key, accounts: metas, data };
        // Nothing of these accounts is borrowed here.
        match authority.map(|by| by.seeds).filter(|seeds| !seeds.is_empty()) {
            Some(seeds) => invoke_signed_unchecked(&instruction, &infos, &[seeds])?,
            None => invoke_signed_unchecked(&instruction, &infos, &[])?,
        }
        Ok(())
    }
}
