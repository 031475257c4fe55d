//! A market in which everybody has staked something, and an onlooker's record of it.

use rayment_core::{
    Pubkey,
    guardian::{Contradiction, GuardianState, MarketKeys, Statement, slash_keeper},
    money::{Holding, Transfers},
    stake::{ClientState, Exit, Stake, StakeCommand},
};

use super::moves::{Ask, Shown};
use crate::{
    guardian::{
        cast::{Daemon, statement},
        ed25519,
    },
    stake::{NOON, UNLOCK_SECS},
};

pub const CLIENT: usize = 0;
pub const PROVIDER: usize = 1;
pub const KEEPER: usize = 2;
/// A guardian that answers each question once.
pub const HONEST: usize = 3;
/// A guardian that says what it likes.
pub const LIAR: usize = 4;
pub const OWNERS: usize = 5;

const AUTHORITY: Pubkey = Pubkey([0x77; 32]);
const STRANGER: Pubkey = Pubkey([0xee; 32]);
/// What each wallet begins with.
const PURSE: u64 = 1_000_000;

/// The key that signs its statements.
pub fn key(owner: usize) -> Pubkey {
    daemon(owner).key()
}

fn daemon(owner: usize) -> Daemon {
    Daemon(u8::try_from(owner + 1).expect("few owners"))
}

pub fn market() -> MarketKeys {
    MarketKeys { market: statement().market, authority: AUTHORITY, keeper: key(KEEPER) }
}

/// The accounts that stakes lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    Client(Option<ClientState>),
    /// The provider's, with its jobs, or the keeper's in the market.
    Plain(Stake, u32),
    Guardian(Option<GuardianState>),
}

/// What the onlooker has seen of an owner, told without the rules under test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What lies in the account, and how much of it counts.
    pub held: u64,
    pub locked: u64,
    /// What was unlocked stays until then: the latest of all that was promised since it last left.
    pub stays_until: i64,
    /// It was slashed, and has not enlisted since.
    pub slashed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub now: i64,
    pub unlock_secs: u32,
    pub accounts: [Account; OWNERS],
    pub wallets: [u64; OWNERS],
    pub prover: u64,
    pub burned: u64,
    pub records: [Record; OWNERS],
    /// Statements that were signed, by whom.
    pub said: Vec<(usize, Statement)>,
}

/// What was asked, and what came of it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub what: Ask,
    pub result: Result<Transfers, String>,
}

impl World {
    pub fn opens() -> World {
        World {
            now: NOON,
            unlock_secs: UNLOCK_SECS,
            accounts: [
                Account::Client(None),
                Account::Plain(Stake::default(), 0),
                Account::Plain(Stake::default(), 0),
                Account::Guardian(None),
                Account::Guardian(None),
            ],
            wallets: [PURSE; OWNERS],
            prover: 0,
            burned: 0,
            records: [Record::default(); OWNERS],
            said: Vec::new(),
        }
    }

    pub fn stake(&self, owner: usize) -> Stake {
        match &self.accounts[owner] {
            Account::Client(client) => client.map_or(Stake::default(), |client| client.stake),
            Account::Plain(stake, _) => *stake,
            Account::Guardian(guardian) => guardian.map_or(Stake::default(), |guardian| guardian.stake),
        }
    }

    pub fn guardian(&self, owner: usize) -> Option<GuardianState> {
        match self.accounts[owner] {
            Account::Guardian(guardian) => guardian,
            Account::Client(_) | Account::Plain(..) => None,
        }
    }

    /// All there is.
    pub fn total(&self) -> u64 {
        let held: u64 = self.records.iter().map(|record| record.held).sum();
        held + self.wallets.iter().sum::<u64>() + self.prover + self.burned
    }

    /// Does what is asked, if that is granted.
    pub fn takes(&mut self, what: &Ask) -> Asked {
        let result = match what {
            Ask::Change { owner, by_owner, command } => self.changes(*owner, *by_owner, *command),
            Ask::Enlist { owner } => self.enlists(*owner),
            Ask::Say { owner, tile, pixels } => self.says(*owner, *tile, *pixels),
            Ask::Slash { owner, shown } => self.slashes(*owner, shown),
            Ask::Params { unlock_secs } => {
                self.unlock_secs = *unlock_secs;
                Ok(Transfers::default())
            }
            Ask::Jobs { jobs } => {
                if let Account::Plain(_, open) = &mut self.accounts[PROVIDER] {
                    *open = *jobs;
                }
                Ok(Transfers::default())
            }
        };
        Asked { what: what.clone(), result }
    }

    pub fn changes(&mut self, owner: usize, by_owner: bool, command: StakeCommand) -> Result<Transfers, String> {
        if matches!(command, StakeCommand::Lock { amount } if amount > self.wallets[owner]) {
            return Err("the wallet is too poor".into());
        }
        let (wallet, now, secs) = (daemon(owner).wallet(), self.now, self.unlock_secs);
        let signer = if by_owner { wallet } else { STRANGER };
        let told = |error: &dyn std::fmt::Debug| format!("{error:?}");
        let (next, moved) = match self.accounts[owner].clone() {
            Account::Client(client) => {
                let opens = matches!(command, StakeCommand::Lock { .. });
                let new = ClientState::new(market().market, wallet);
                let client = client.or(opens.then_some(new)).ok_or("no account")?;
                let step = client.step(&signer, command, secs, now).map_err(|error| told(&error))?;
                (Account::Client(step.next.continues()), step.transfers)
            }
            Account::Guardian(guardian) => {
                let guardian = guardian.ok_or("no account")?;
                let step = guardian.step(&signer, command, secs, now).map_err(|error| told(&error))?;
                (Account::Guardian(step.next.continues()), step.transfers)
            }
            Account::Plain(..) if !by_owner => return Err("NotOwner".into()),
            Account::Plain(stake, jobs) => {
                let exit = Exit { unlock_secs: secs, jobs };
                let (stake, moved) = stake.step(command, exit, now).map_err(|error| told(&error))?;
                (Account::Plain(stake, jobs), moved)
            }
        };
        self.accounts[owner] = next;
        self.pays(owner, &moved);
        let record = &mut self.records[owner];
        match command {
            StakeCommand::Lock { amount } => record.locked += amount,
            StakeCommand::Unlock { amount } => {
                record.locked -= amount;
                record.stays_until = record.stays_until.max(now + i64::from(secs));
            }
            StakeCommand::Take => record.stays_until = 0,
        }
        Ok(moved)
    }

    fn enlists(&mut self, owner: usize) -> Result<Transfers, String> {
        let Account::Guardian(None) = self.accounts[owner] else { return Err("there is an account".into()) };
        let keys = (daemon(owner).wallet(), key(owner));
        let new = GuardianState::enlisted(&market(), &AUTHORITY, keys, self.now);
        self.accounts[owner] = Account::Guardian(Some(new.map_err(|error| format!("{error:?}"))?));
        self.records[owner].slashed = false;
        Ok(Transfers::default())
    }

    /// Who is honest answers each question once, by what it has rendered.
    fn says(&mut self, owner: usize, tile: u32, pixels: u8) -> Result<Transfers, String> {
        let answered = |(who, said): &(usize, Statement)| *who == owner && said.tile == tile;
        if owner == HONEST && self.said.iter().any(answered) {
            return Err("it has answered".into());
        }
        let pixels = if owner == HONEST { u8::try_from(tile).expect("few tiles") } else { pixels };
        self.said.push((owner, Statement { tile, checker_pixels: [pixels; 32], ..statement() }));
        Ok(Transfers::default())
    }

    fn slashes(&mut self, owner: usize, shown: &Shown) -> Result<Transfers, String> {
        let data = shown.data(&self.said).ok_or("nothing to show")?;
        self.verified(&data).ok_or("the chain refuses it")?;
        let proof = Contradiction::parse(&data).map_err(|error| format!("{error:?}"))?;
        let (next, moved) = match &self.accounts[owner] {
            Account::Guardian(Some(guardian)) => {
                let lost = guardian.slashed(&proof).map_err(|error| format!("{error:?}"))?;
                (Account::Guardian(Some(lost.0)), lost.1)
            }
            Account::Plain(stake, jobs) if owner == KEEPER => {
                let lost = slash_keeper(*stake, &market(), &proof).map_err(|error| format!("{error:?}"))?;
                (Account::Plain(lost.0, *jobs), lost.1)
            }
            Account::Client(_) | Account::Plain(..) | Account::Guardian(None) => return Err("not slashable".into()),
        };
        self.accounts[owner] = next;
        self.pays(owner, &moved);
        let slashed = matches!(self.accounts[owner], Account::Guardian(_));
        self.records[owner] = Record { slashed, locked: 0, stays_until: 0, ..self.records[owner] };
        Ok(moved)
    }

    /// What the chain's Ed25519 program has verified: nobody can sign for another.
    fn verified(&self, data: &[u8]) -> Option<Vec<(Pubkey, Vec<u8>)>> {
        ed25519::verified(data, &[data], |by, message, _| {
            self.said.iter().any(|(who, said)| key(*who).0 == *by && said.to_bytes() == message)
        })
    }

    /// Moves the money between where it lies.
    fn pays(&mut self, owner: usize, transfers: &Transfers) {
        for payment in transfers.iter() {
            *self.place(owner, payment.from) -= payment.amount;
            *self.place(owner, payment.to) += payment.amount;
        }
    }

    fn place(&mut self, owner: usize, holding: Holding) -> &mut u64 {
        match holding {
            Holding::Stake => &mut self.records[owner].held,
            Holding::Staker => &mut self.wallets[owner],
            Holding::Prover => &mut self.prover,
            Holding::Incinerator => &mut self.burned,
            other => panic!("a stake pays no {other:?}"),
        }
    }
}
