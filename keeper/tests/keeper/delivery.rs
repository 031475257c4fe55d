//! A job whose delivery is a real one.

use rayment_client::{Job, address, order::delivery::Leaves, rule_key};
use rayment_core::{
    Native,
    job::{Command, JobState, Offer, Signer},
    market::Params,
    proof::challenge::Sighting,
};
use rayment_spec::Spec;

use crate::{
    market::{ANNA, CLIENT, KEEPER, Market, NOON, SLOT, TERMS, key, order_at},
    picture::chunk,
};

/// A job whose delivery has the root over `bodies`, sealed.
pub fn delivered(spec: &Spec, bodies: &[Vec<u8>]) -> Job {
    let (params, chunk) = (Params::DEFAULT, chunk());
    let mut leaves = Leaves::new(spec, &chunk);
    for body in bodies {
        leaves.push(body).expect("a body has its length");
    }
    let offer = Offer { spec: spec.hash(), chunk, bytes: spec.bytes(), ..Market::new().offer(1, 1) };
    let market = Market::address();
    let address = address::job(&order_at(offer.order), 1);
    let posted = JobState::post(&offer, (rule_key(&market), key(CLIENT), 1), (&params, 0), NOON);
    let mut state = posted.expect("a good offer");
    let (provider, root) = (Signer::Provider(key(ANNA)), leaves.root().expect("there are tiles"));
    let commands = [
        (Signer::Keeper(key(KEEPER)), Command::Assign { provider: key(ANNA), terms: TERMS, loads: false }),
        (provider, Command::Claim { attempt: 0, terms: TERMS }),
        (provider, Command::Start { attempt: 0 }),
        (provider, Command::Deliver { attempt: 0, root, frames: 2, ms: 1_000, slot: SLOT }),
        (Signer::Anyone, Command::Seal { job: rule_key(&address), sighting: Sighting::Seen([5; 32]), slot: SLOT + 40 }),
    ];
    for (signer, command) in commands {
        let step = state.step::<Native>(&params, signer, &command, NOON + 5).expect("the rules allow it");
        state = step.next.continues().expect("the job goes on");
    }
    Job { address, state }
}
