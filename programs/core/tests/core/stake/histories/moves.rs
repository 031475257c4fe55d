//! What happens next in a history: how long everybody waits, who asks, for what.

use proptest::{prelude::*, sample::Index, sample::select};
use rayment_core::{
    guardian::{Contradiction, Statement},
    stake::StakeCommand,
};

use super::world::{CLIENT, HONEST, KEEPER, LIAR, OWNERS, PROVIDER, World, key};

#[derive(Clone, Debug)]
pub struct Move {
    pub wait: Wait,
    pub ask: Ask,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    Seconds(i64),
    /// Until this much before or after what this owner has unlocked may be taken.
    Deadline(usize, i64),
}

#[derive(Clone, Debug)]
pub enum Ask {
    Change { owner: usize, by_owner: bool, command: StakeCommand },
    Enlist { owner: usize },
    Say { owner: usize, tile: u32, pixels: u8 },
    Slash { owner: usize, shown: Shown },
    Params { unlock_secs: u32 },
    Jobs { jobs: u32 },
}

/// Two of all statements that were ever signed, as they are shown to slash somebody.
#[derive(Clone, Debug)]
pub struct Shown {
    one: Index,
    two: Index,
    trick: Trick,
}

#[derive(Clone, Copy, Debug)]
enum Trick {
    /// As they were signed.
    None,
    /// The second is the first with other pixels, which nobody has signed.
    Forged,
    /// The same, but the second record points to the first statement, which was signed.
    Aside,
    /// The second is said to be by the key of the first.
    OtherKey,
}

impl Shown {
    /// The data of the Ed25519 instruction, if anybody has said anything.
    pub fn data(&self, said: &[(usize, Statement)]) -> Option<Vec<u8>> {
        if said.is_empty() {
            return None;
        }
        let ((by, one), (other, mut two)) = (*self.one.get(said), *self.two.get(said));
        let signed = |owner| (key(owner), [7; 64]);
        let mut second = signed(other);
        match self.trick {
            Trick::None => {}
            Trick::Forged | Trick::Aside => {
                (second, two) = (signed(by), Statement { checker_pixels: [0xff; 32], ..one });
            }
            Trick::OtherKey => second = signed(by),
        }
        let mut data = Contradiction::encode([(&signed(by), &one), (&second, &two)]);
        if matches!(self.trick, Trick::Aside) {
            let first: [u8; 14] = data[2..16].try_into().expect("a record");
            data[16..30].copy_from_slice(&first);
        }
        Some(data)
    }
}

impl Wait {
    /// When it is over.
    pub fn until(self, world: &World) -> i64 {
        match self {
            Wait::Seconds(secs) => world.now + secs,
            Wait::Deadline(owner, beside) => world.now.max(world.stake(owner).unlock_at + beside),
        }
    }
}

pub fn history() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        20 => Just(Wait::Seconds(0)),
        5 => (1i64..100_000).prop_map(Wait::Seconds),
        4 => (0..OWNERS, -1i64..=1).prop_map(|(owner, beside)| Wait::Deadline(owner, beside)),
    ];
    let amount = prop_oneof![1 => Just(0u64), 12 => 1u64..500, 1 => Just(u64::MAX)];
    let command = prop_oneof![
        3 => amount.clone().prop_map(|amount| StakeCommand::Lock { amount }),
        2 => amount.prop_map(|amount| StakeCommand::Unlock { amount }),
        2 => Just(StakeCommand::Take),
    ];
    let by_owner = prop_oneof![9 => Just(true), 1 => Just(false)];
    let change = (select(vec![CLIENT, PROVIDER, KEEPER, HONEST, LIAR]), by_owner, command);
    let trick = prop_oneof![
        6 => Just(Trick::None),
        1 => Just(Trick::Forged),
        1 => Just(Trick::Aside),
        1 => Just(Trick::OtherKey),
    ];
    let shown = (any::<Index>(), any::<Index>(), trick).prop_map(|(one, two, trick)| Shown { one, two, trick });
    let ask = prop_oneof![
        20 => change.prop_map(|(owner, by_owner, command)| Ask::Change { owner, by_owner, command }),
        2 => select(vec![HONEST, LIAR]).prop_map(|owner| Ask::Enlist { owner }),
        4 => (select(vec![KEEPER, HONEST, LIAR]), 0u32..3, 0u8..3)
            .prop_map(|(owner, tile, pixels)| Ask::Say { owner, tile, pixels }),
        6 => (0..OWNERS, shown).prop_map(|(owner, shown)| Ask::Slash { owner, shown }),
        1 => select(vec![604_800u32, 691_200, 2_592_000]).prop_map(|unlock_secs| Ask::Params { unlock_secs }),
        1 => (0u32..2).prop_map(|jobs| Ask::Jobs { jobs }),
    ];
    prop::collection::vec((wait, ask).prop_map(|(wait, ask)| Move { wait, ask }), 1..300)
}
