//! Stakes and guardians: who locks what, who renders a tile a second time, and what they sign.

use rayment_client::{
    address,
    instructions::{self, Slashed, Staked, guardian_enlist, guardian_slash, job_reject_signed, stake_change},
    rule_key,
};
use rayment_core::{
    Hash,
    guardian::{Signature, Statement},
    job::{Evidence, Offer},
    market::Params,
    stake::{Stake, StakeCommand},
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::{
    ANNA, Actor, Answer, CLIENT, Client, GITA, HUGO, INES, Judged, Keeper, OPENER, PARAMS, Provider, Render, World,
    phases,
    roles::{against, picked},
    world::{DAY, FUNDS},
};

/// What every guardian of these tests locks: the least that its market asks for.
pub const GUARDIAN_STAKE: u64 = 100_000_000;
/// From unlocking to taking: 8 days.
pub const UNLOCK_SECS: i64 = 8 * DAY;
/// The guardians' time to undo what is paid at once otherwise.
pub const GUARDIAN_SECS: i64 = 120;
/// Where lamports are burned.
pub const INCINERATOR: Pubkey = Pubkey::from_str_const("1nc1nerator11111111111111111111111111111111");

/// The tests' parameters, in a market that asks for so many guardians.
pub fn guarded(second_check: u8) -> Params {
    Params { second_check, stake_guardian: GUARDIAN_STAKE, ..PARAMS }
}

/// Somebody who renders tiles a second time: the cold wallet, and the key of its daemon, which signs statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardian {
    pub wallet: Actor,
    pub daemon: Actor,
}

impl Guardian {
    /// Its account.
    pub fn address(self) -> Pubkey {
        address::guardian(&World::market_address(), &self.wallet.key())
    }

    /// Its wallet and the market's authority sign.
    pub fn enlists(self, world: &mut World) -> Answer {
        world.sends(guardian_enlist(&self.wallet.key(), &world.market_state(), &self.daemon.key()))
    }

    /// With a stake that counts.
    pub fn joins(self, world: &mut World) {
        world.fund(&self.wallet.key(), FUNDS);
        self.enlists(world).works();
        Staker::Guardian(self).locks(world, GUARDIAN_STAKE).works();
    }

    /// Its wallet, and its daemon's signature.
    pub fn signs(self, statement: &Statement) -> (Pubkey, Signature) {
        (self.wallet.key(), signature(self.daemon, statement))
    }
}

/// Whose stake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staker {
    Client(Client),
    Provider(Provider),
    Guardian(Guardian),
    /// The bond of the market's keeper, which the market's authority locks.
    Keeper,
}

/// One of each kind.
pub const STAKERS: [Staker; 4] =
    [Staker::Client(CLIENT), Staker::Provider(ANNA), Staker::Guardian(GITA), Staker::Keeper];

impl Staker {
    /// Who pays what is locked, and gets what is taken.
    pub fn wallet(self) -> Actor {
        match self {
            Staker::Client(client) => client.0,
            Staker::Provider(provider) => provider.wallet,
            Staker::Guardian(guardian) => guardian.wallet,
            Staker::Keeper => OPENER,
        }
    }

    /// The account in which it lies.
    pub fn account(self) -> Pubkey {
        match self {
            Staker::Client(client) => address::client(&World::market_address(), &client.key()),
            Staker::Provider(provider) => provider.address(),
            Staker::Guardian(guardian) => guardian.address(),
            Staker::Keeper => World::market_address(),
        }
    }

    pub fn asks(self, world: &World, command: StakeCommand) -> Instruction {
        let whose = match self {
            Staker::Client(_) => Staked::Client { is_open: world.exists(&self.account()) },
            Staker::Provider(_) => Staked::Provider,
            Staker::Guardian(_) => Staked::Guardian,
            Staker::Keeper => Staked::Keeper,
        };
        stake_change(&self.wallet().key(), &world.market_state(), whose, command)
    }

    pub fn locks(self, world: &mut World, amount: u64) -> Answer {
        world.sends(self.asks(world, StakeCommand::Lock { amount }))
    }

    pub fn unlocks(self, world: &mut World, amount: u64) -> Answer {
        world.sends(self.asks(world, StakeCommand::Unlock { amount }))
    }

    pub fn takes(self, world: &mut World) -> Answer {
        world.sends(self.asks(world, StakeCommand::Take))
    }

    /// What its account says; nothing where it has none.
    pub fn stake(self, world: &World) -> Stake {
        if !world.exists(&self.account()) {
            return Stake::default();
        }
        match self {
            Staker::Client(client) => world.client(client).state.stake,
            Staker::Provider(provider) => world.provider(provider).state.stake,
            Staker::Guardian(guardian) => world.guardian(guardian).state.stake,
            Staker::Keeper => world.market_state().keeper_bond,
        }
    }
}

/// A statement's signature by this key, whoever's it is.
pub fn signature(by: Actor, statement: &Statement) -> Signature {
    (rule_key(&by.key()), by.signs_bytes(&statement.to_bytes()))
}

/// What a checker states that found this of the job's delivery.
pub fn statement(world: &World, job: Pubkey, evidence: &Evidence) -> Statement {
    let state = world.job(job).state;
    let Evidence { frame, tile, leaf, checker_pixels, .. } = *evidence;
    let (market, attempt) = (state.market, state.attempt);
    Statement { market, job: rule_key(&job), attempt, frame, tile, leaf, checker_pixels }
}

/// What an honest checker states of the first tile that was picked of noise, and the path from its leaf.
pub fn finding(world: &World, job: Pubkey) -> (Statement, Vec<Hash>) {
    let evidence = against(world, job, picked(world, job), true);
    (statement(world, job, &evidence), evidence.path)
}

/// The signatures of these guardians, and the rejection that they are for.
pub fn rejection(world: &World, by_keeper: Option<Keeper>, job: Pubkey, by: &[Guardian]) -> [Instruction; 2] {
    rejection_on(world, by_keeper, job, by, finding(world, job))
}

/// The same with another finding.
pub fn rejection_on(
    world: &World,
    by_keeper: Option<Keeper>,
    job: Pubkey,
    by: &[Guardian],
    (statement, path): (Statement, Vec<Hash>),
) -> [Instruction; 2] {
    let job = world.job(job);
    let signed: Vec<_> = by.iter().map(|guardian| guardian.signs(&statement)).collect();
    let (keeper, payee) = (by_keeper.map(Keeper::key), world.paid_back(&job));
    job_reject_signed(keeper.as_ref(), (&job, payee), (&statement, path), &signed).expect("one or two sign")
}

/// Two statements of one key, and the slash that they are good for.
pub fn slash(whose: Staker, signer: Actor, prover: Actor, [one, two]: [&Statement; 2]) -> [Instruction; 2] {
    let loser = match whose {
        Staker::Keeper => Slashed::Keeper(whose.account()),
        Staker::Client(_) | Staker::Provider(_) | Staker::Guardian(_) => Slashed::Guardian(whose.account()),
    };
    let (first, second) = (signature(signer, one), signature(signer, two));
    guardian_slash(&prover.key(), loser, [(&first, one), (&second, two)])
}

impl World {
    /// A market with three providers, and three guardians that count.
    pub fn guarded(params: Params) -> World {
        let mut world = World::market_under(params);
        [GITA, HUGO, INES].into_iter().for_each(|guardian| guardian.joins(&mut world));
        world
    }

    pub fn client(&self, client: Client) -> rayment_client::Client {
        let at = Staker::Client(client).account();
        let data = self.account(&at).unwrap_or_else(|| panic!("there is no client {at}")).data;
        rayment_client::Client::decode(at, &data).expect("a client")
    }

    pub fn guardian(&self, guardian: Guardian) -> rayment_client::Guardian {
        let at = guardian.address();
        let data = self.account(&at).unwrap_or_else(|| panic!("there is no guardian {at}")).data;
        rayment_client::Guardian::decode(at, &data).expect("a guardian")
    }

    /// Rejects the noise on the first tile that was picked: these guardians, and the keeper where it signs as well.
    pub fn rejects(&mut self, by_keeper: Option<Keeper>, job: Pubkey, by: &[Guardian]) -> Answer {
        let both = rejection(self, by_keeper, job, by);
        self.sends_all(&both)
    }

    /// New parameters from now on.
    pub fn changes_params(&mut self, params: &Params) {
        let update = instructions::market_update(&self.market_state(), None, None, Some(params));
        self.sends(update).works();
    }

    /// Another key judges from now on.
    pub fn changes_keeper(&mut self, keeper: Actor) {
        let update = instructions::market_update(&self.market_state(), None, Some(&keeper.key()), None);
        self.sends(update).works();
    }
}

/// Anna has delivered this in a market with guardians, and the tiles to check are picked.
pub fn sealed_under(params: Params, offer: &Offer, render: Render) -> phases::JobWorld {
    let mut world = World::guarded(params);
    let job = CLIENT.posts_job(&mut world, offer).works();
    phases::work_off(&mut world, job, render);
    phases::seal(&mut world, job);
    (world, job)
}
