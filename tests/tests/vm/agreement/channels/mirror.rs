//! The native twin: the rules of channels, what they are told, and everybody's lamports.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{chain_key, instructions::NewChannel, rule_key};
use rayment_core::{
    Hash, Native, Next, Sha256,
    channel::{ChannelError, ChannelPhase, ChannelState, Command, Facts, Opening, Parties, Payee, Signer, Steer, Word},
    layout,
    market::pause::{Pause, PauseError},
    proof::challenge::SlotHashes,
    provider::{ProviderCommand, ProviderError, ProviderSigner, ProviderState},
};
use rayment_tests::vm::*;
use solana_pubkey::Pubkey;

use super::{
    super::mirror::Mirror as Jobs,
    asked::Asked,
    moves::{Move, Slots, Wait},
};
use crate::idl::error_code as code;

pub const PROVIDERS: [Provider; 2] = [ANNA, BORIS];
/// Of the system program: an address is taken.
const TAKEN: u32 = 0;
/// Stands for the runtime's own refusal, which has no code.
pub const BELOW_RENT: u32 = u32::MAX;
const FEE_BPS: u16 = 500;

pub type Taken = Result<(), u32>;

#[derive(Clone, Debug)]
pub struct Known {
    pub new: NewChannel,
    /// `None` once its account is closed.
    pub state: Option<ChannelState>,
}

#[derive(Clone)]
pub struct Mirror {
    pub now: i64,
    pub slot: u64,
    /// Every channel that was ever opened.
    pub channels: BTreeMap<Pubkey, Known>,
    /// Where the latest of each salt is: nothing may be there yet, or not any more.
    pub places: [Option<Pubkey>; 3],
    /// `None` while it has no account.
    pub providers: [Option<ProviderState>; 2],
    pub lamports: BTreeMap<Pubkey, u64>,
    pub total: u128,
    pub pause: Pause,
    /// Which provider has left at some time.
    pub has_left: [bool; 2],
    /// What has happened.
    pub ways: BTreeSet<String>,
    pub rent: u64,
    provider_rent: u64,
    pub wallet_rent: u64,
}

fn channel_code(error: ChannelError) -> u32 {
    let name = match error {
        ChannelError::NotProvider => "NotChannelProvider".into(),
        ChannelError::NotVoucher => "NotOneVoucher".into(),
        ChannelError::ProviderNotActive => "NotActive".into(),
        ChannelError::BadExpiry => "BadChannelExpiry".into(),
        other => format!("{other:?}"),
    };
    code(&name)
}

pub fn provider_code(error: ProviderError) -> u32 {
    code(&format!("{error:?}"))
}

fn pause_code(error: PauseError) -> u32 {
    code(match error {
        PauseError::TooLong => "PauseTooLong",
        PauseError::NotReady => "PauseNotReady",
        PauseError::NotPaused => "NotPaused",
        PauseError::Overflow => "Overflow",
    })
}

/// The hash of a slot on this chain.
fn hash_of(slot: u64) -> Hash {
    Native::hash(&[b"slot", &slot.to_le_bytes()])
}

impl Mirror {
    pub fn of(world: &World) -> Mirror {
        let providers = PROVIDERS.map(|provider| Some(world.provider(provider).state));
        let watched = EVERYBODY.iter().filter(|actor| **actor != FEE_PAYER).map(|actor| actor.key());
        let watched = watched.chain(PROVIDERS.map(Provider::address));
        let lamports: BTreeMap<_, _> = watched.map(|address| (address, world.lamports(&address))).collect();
        let mut mirror = Mirror {
            now: world.now(),
            slot: world.slot(),
            channels: BTreeMap::new(),
            places: [None; 3],
            providers,
            lamports,
            total: 0,
            pause: Pause::default(),
            has_left: [false; 2],
            ways: BTreeSet::new(),
            rent: world.rent(layout::channel::SPACE),
            provider_rent: world.rent(layout::provider::SPACE),
            wallet_rent: world.rent(0),
        };
        mirror.total = mirror.total();
        mirror
    }

    /// Of all that is watched.
    pub fn total(&self) -> u128 {
        self.lamports.values().map(|lamports| u128::from(*lamports)).sum()
    }

    /// What is in each account is what its numbers say, and nobody's twice.
    pub fn adds_up(&self) -> Result<(), String> {
        for (address, known) in &self.channels {
            let Some(state) = known.state else { continue };
            let (held, there) = (state.held().map_err(|error| format!("{error:?}"))?, self.lamports[address]);
            let over = state.surplus(there).map_err(|error| format!("{error:?}"))?;
            if state.rent + held + over != there {
                return Err(format!("{there} in a channel of {} rent, {held} held, {over} over", state.rent));
            }
        }
        for (provider, state) in PROVIDERS.iter().zip(&self.providers) {
            let Some(state) = state else { continue };
            let (own, there) = (self.provider_rent + state.balance + state.fees, self.lamports[&provider.address()]);
            if own != there {
                return Err(format!("{there} in a provider's account of {own}"));
            }
        }
        Ok(())
    }

    pub fn waits(&mut self, next: &Move) {
        self.slot = match next.slots {
            Slots::Some(slots) => self.slot + slots,
            Slots::Spent(more) => {
                let made = self.places[next.place].and_then(|at| self.state(at)).map_or(0, |state| state.slot);
                (self.slot + 1).max(made + rayment_core::channel::SLOTS + more)
            }
        };
        self.now = match next.wait {
            Wait::Seconds(secs) => self.now + secs,
            Wait::Deadline(offset) => self.next_deadline(next.place).map_or(self.now, |due| due + offset),
        };
    }

    fn next_deadline(&self, place: usize) -> Option<i64> {
        let state = self.state(self.places[place]?)?;
        let idle = state.at + rayment_core::channel::IDLE_SECS;
        let all = [Some(state.expires_at), state.end_due(), Some(idle)];
        all.into_iter().flatten().filter(|due| *due > self.now + 1).min()
    }

    /// The newest slot that has a hash, and it.
    pub fn newest_slot(&self) -> (u64, Hash) {
        (self.slot - 1, hash_of(self.slot - 1))
    }

    /// The last three, and some that lie further back.
    fn slots(&self) -> Vec<(u64, Hash)> {
        let back = [1, 2, 3, 200, 511, 512, 513, 600];
        back.iter().map(|back| (self.slot - back, hash_of(self.slot - back))).collect()
    }

    pub fn shows_slots(&self, world: &mut World) {
        world.set_slot_hashes(&self.slots());
    }

    pub fn state(&self, channel: Pubkey) -> Option<ChannelState> {
        self.channels.get(&channel)?.state
    }

    /// Takes a step, or says with which code it is refused.
    pub fn takes(&mut self, asked: &Asked) -> Taken {
        let mut next = self.clone();
        next.apply(asked)?;
        next.nobody_is_left_below_rent(self)?;
        *self = next;
        Ok(())
    }

    /// The runtime lets no wallet change to less than its rent, unless to nothing.
    fn nobody_is_left_below_rent(&self, before: &Mirror) -> Taken {
        let changed = self.lamports.iter().filter(|(address, now)| before.lamports.get(*address) != Some(*now));
        let is_wallet = |address: &Pubkey| !PROVIDERS.iter().any(|provider| provider.address() == *address);
        let mut wallets = changed.filter(|(address, _)| is_wallet(address) && self.state(**address).is_none());
        if wallets.any(|(_, now)| *now > 0 && *now < self.wallet_rent) { Err(BELOW_RENT) } else { Ok(()) }
    }

    fn apply(&mut self, asked: &Asked) -> Taken {
        match asked {
            Asked::Open { new, gift } => {
                let channel = new.address(&World::market_address());
                if *gift > 0 {
                    self.moves(DONOR.key(), channel, *gift)?;
                }
                self.opens(new, channel)
            }
            Asked::Steer { by, channel, command } => {
                let role = self.role(*by, *channel, *command);
                self.step(*channel, role, &Command::Steer(*command))
            }
            Asked::Voucher { channel, paper } => {
                let word = Some(Word::Voucher(paper.signed));
                self.step(*channel, Signer::Anyone, &Command::Redeem { channel: rule_key(channel), word })
            }
            Asked::Acknowledge { by, channel, cumulative } => {
                let word = Some(Word::Ack(*cumulative));
                let role = Signer::Key(rule_key(&by.key()));
                self.step(*channel, role, &Command::Redeem { channel: rule_key(channel), word })
            }
            Asked::Due { channel } => {
                self.step(*channel, Signer::Anyone, &Command::Redeem { channel: rule_key(channel), word: None })
            }
            Asked::Pay { from, to, lamports } => self.moves(from.key(), *to, *lamports),
            Asked::Register { provider } => {
                let Provider { wallet, .. } = PROVIDERS[*provider];
                if self.pause.is_on(self.now) {
                    return Err(code("MarketPaused"));
                }
                self.moves(wallet.key(), PROVIDERS[*provider].address(), self.provider_rent)?;
                self.providers[*provider] = Some(Jobs::newcomer(*provider, self.now));
                Ok(())
            }
            Asked::PauseProvider { provider, paused } => {
                self.changes(*provider, ProviderSigner::Operator, ProviderCommand::Pause(*paused))
            }
            Asked::Withdraw { provider } => {
                self.changes(*provider, ProviderSigner::Operator, ProviderCommand::Withdraw { amount: None })
            }
            Asked::Sweep { provider } => {
                let fees = self.providers[*provider].as_mut().map(|state| std::mem::take(&mut state.fees));
                self.moves(PROVIDERS[*provider].address(), TREASURY.key(), fees.expect("it is there"))
            }
            Asked::Retire { provider } => {
                let command = ProviderCommand::Retire { payout: true, treasury: true };
                self.changes(*provider, ProviderSigner::Authority, command)
            }
            Asked::PauseMarket { secs } => {
                self.pause = self.pause.set(*secs, self.now).map_err(pause_code)?;
                Ok(())
            }
        }
    }

    fn provider_at(address: Pubkey) -> usize {
        PROVIDERS.iter().position(|provider| provider.address() == address).expect("Anna's or Boris's")
    }

    fn opens(&mut self, new: &NewChannel, channel: Pubkey) -> Taken {
        let (provider, lender) = (new.provider, new.rent_payer.unwrap_or(new.payer));
        let provider = PROVIDERS.iter().position(|known| known.wallet.key() == provider).expect("Anna or Boris");
        let parties = Parties {
            payer: rule_key(&new.payer),
            provider: rule_key(&PROVIDERS[provider].address()),
            rent_payer: rule_key(&lender),
            mint: rayment_core::Pubkey::default(),
        };
        let slots = self.slots();
        let listed = slots.iter().flat_map(|(slot, hash)| [&slot.to_le_bytes()[..], hash].concat());
        let data: Vec<u8> = (slots.len() as u64).to_le_bytes().into_iter().chain(listed).collect();
        let read = Opening {
            now: self.now,
            slot: self.slot,
            slot_hashes: SlotHashes(&data),
            params: 0,
            fee_bps: FEE_BPS,
            grace_secs: 90,
            is_paused: self.pause.is_on(self.now),
            provider: self.providers[provider].as_ref().expect("it is there"),
            is_listed: false,
            has_purse: false,
            rent: self.rent,
        };
        let (slot, _) = new.slot;
        let step = ChannelState::open::<Native>(&new.terms, (new.salt, slot, new.deposit), &parties, &read);
        let step = step.map_err(channel_code)?;
        if self.state(channel).is_some() {
            return Err(TAKEN);
        }
        let held = *self.lamports.entry(channel).or_default();
        if held > 0 {
            self.ways.insert("an account at an address with a gift".into());
        }
        self.moves(lender, channel, self.rent.saturating_sub(held))?;
        self.pays(&step.transfers, channel, new.payer, provider)?;
        let state = step.next.continues();
        self.channels.insert(channel, Known { new: *new, state });
        self.places[new.salt as usize] = Some(channel);
        Ok(())
    }

    /// As whom somebody asks to steer.
    fn role(&self, by: Actor, channel: Pubkey, command: Steer) -> Signer {
        let state = self.state(channel).expect("only what is there is asked about");
        let key = rule_key(&by.key());
        let alive = self.providers[Self::provider_at(chain_key(&state.provider))];
        let is_provider = alive.is_some_and(|provider| provider.signer(&key).is_ok());
        match command {
            Steer::Pause | Steer::End if is_provider => Signer::Provider(state.provider),
            Steer::Pause | Steer::End | Steer::Resume | Steer::Extend { .. } | Steer::Close => Signer::Key(key),
        }
    }

    fn step(&mut self, channel: Pubkey, signer: Signer, command: &Command) -> Taken {
        let before = self.state(channel).expect("only what is there is asked about");
        let payer = chain_key(&before.payer);
        let provider = Self::provider_at(chain_key(&before.provider));
        let is_alive = self.providers[provider].is_some();
        let facts = Facts {
            now: self.now,
            slot: self.slot,
            fee_bps: FEE_BPS,
            balance: self.lamports[&channel],
            provider: if is_alive { Payee::Ready } else { Payee::Gone },
            payer_takes: Some(self.wallet_rent.saturating_sub(self.lamports[&payer])),
        };
        let step = before.step(&facts, signer, command).map_err(channel_code)?;
        self.pays(&step.transfers, channel, payer, provider)?;
        let phase = match step.next {
            Next::Continues(state) => {
                self.notes(&before, &state);
                self.channels.get_mut(&channel).expect("it is there").state = Some(state);
                state.phase
            }
            Next::Ended(closed) => {
                self.closes(channel, payer, &closed)?;
                ChannelPhase::Ended
            }
        };
        if phase == ChannelPhase::Ended && before.phase != phase {
            let how = match (is_alive, command) {
                (false, _) => "ended without a provider",
                (true, Command::Steer(_)) => "ended by the provider",
                (true, Command::Redeem { .. }) => "ended by time",
            };
            self.ways.insert(how.into());
        }
        Ok(())
    }

    fn notes(&mut self, before: &ChannelState, after: &ChannelState) {
        if after.deposit > before.deposit {
            self.ways.insert("a top-up counts".into());
        }
        if after.owed_payer > 0 {
            self.ways.insert("waits for the payer".into());
        }
    }
}
