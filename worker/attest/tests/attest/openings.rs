use rayment_attest::{
    AttestError, Card, Commitment, Node, Opening, Place, Processor, Task, Watch, Wrong, check, commit, open,
};

use crate::{hex, sha256, task};

fn opened(card: &mut dyn Card, task: &Task, seed: &[u8; 32]) -> (Node, Vec<Opening>) {
    let commitment = commit(card, task, &Watch::new()).expect("it fits");
    let openings = open(card, &commitment, seed, 0..14, &Watch::new()).expect("the card is sound");
    (commitment.tip(), openings)
}

#[test]
fn every_opening_passes() {
    for (labels, stages) in [(1, 1), (1, 16), (2, 2), (3, 5), (64, 16), (65, 17), (1000, 5), (4099, 128)] {
        let (task, seed) = (task(labels, stages), sha256(b"o"));
        let (tip, openings) = opened(&mut Processor::new(), &task, &seed);
        assert_eq!(openings.len(), 14);
        for (number, opening) in (0..).zip(&openings) {
            let found = check(&task, &tip, &seed, number, opening);
            assert_eq!(found, Ok(()), "opening {number} of {labels} labels, {stages} stages");
        }
    }
}

#[test]
fn an_opening_has_the_published_bytes() {
    let (_, openings) = opened(&mut Processor::new(), &task(1000, 5), &sha256(b"o"));
    let nodes = |digits: &[&str]| digits.iter().map(|digits| hex(digits)).collect::<Vec<_>>();
    let published = Opening {
        path: nodes(&[
            "f1fb1b14084c048b199441de184055df",
            "08c11be679d711e2c3422b39f5e98d33",
            "966ea4542f551b8417935f5a1a6f33f2",
            "8474a0286f205272cc98a5dfe855cf3e",
            "afb6e39563ff6b98c9ae31b980ef234d",
            "e1c713ed4f15bbf66a199dbb26703e1b",
            "cc18cd0be444f74e2ba5d916b8f80a24",
            "b903772a1ded626e2716ceb79e04890a",
            "fa8a0dd09e52eee8e6e28639e86a7984",
            "fe287a79d2f0ffee2b041671b7425eaf",
        ]),
        stage_path: nodes(&["6cbf1fe6a4f2b5983bdebf5547e3b2f8"]),
        previous: hex("90ef724ff22a6f8e69b76b72bd7a8c3f"),
        previous_path: nodes(&[
            "13e910322f52a36c815d8687e6865b27",
            "3cbdecd2e7eca38edd7b908d656ae53f",
            "38fa8bcff6d883695d53b5f98f1a52c5",
        ]),
    };
    assert_eq!(openings[4], published);
}

/// A first opening of a later stage, and one of the first stage, with what the checker is told.
struct Opened {
    task: Task,
    seed: [u8; 32],
    tip: Node,
    openings: Vec<Opening>,
}

impl Opened {
    fn new() -> Self {
        let (task, seed) = (task(1000, 5), sha256(b"o"));
        let (tip, openings) = opened(&mut Processor::new(), &task, &seed);
        Self { task, seed, tip, openings }
    }

    /// The number of an opening of the first stage, or of a later one.
    fn number(&self, first: bool) -> u8 {
        let found = self.openings.iter().position(|opening| opening.previous_path.is_empty() == first);
        found.expect("14 openings of 5 stages show both") as u8
    }

    fn checked(&self, number: u8, change: impl FnOnce(&mut Opening)) -> Result<(), Wrong> {
        let mut opening = self.openings[usize::from(number)].clone();
        change(&mut opening);
        check(&self.task, &self.tip, &self.seed, number, &opening)
    }
}

#[test]
fn refuses_every_changed_node() {
    let opened = Opened::new();
    let number = opened.number(false);
    let honest = &opened.openings[usize::from(number)];
    for node in 0..honest.path.len() {
        assert_eq!(opened.checked(number, |opening| opening.path[node][15] ^= 1), Err(Wrong::Label), "{node}");
    }
    for node in 0..honest.stage_path.len() {
        assert_eq!(opened.checked(number, |opening| opening.stage_path[node][0] ^= 1), Err(Wrong::Label), "{node}");
    }
    for node in 0..honest.previous_path.len() {
        let changed = opened.checked(number, |opening| opening.previous_path[node][7] ^= 128);
        assert_eq!(changed, Err(Wrong::Previous), "{node}");
    }
    assert_eq!(opened.checked(number, |opening| opening.previous[0] ^= 1), Err(Wrong::Previous));
}

#[test]
fn refuses_paths_of_another_length() {
    let opened = Opened::new();
    let number = opened.number(false);
    assert_eq!(opened.checked(number, |opening| opening.path.push([0; 16])), Err(Wrong::PathLength));
    assert_eq!(opened.checked(number, |opening| opening.path.truncate(opening.path.len() - 1)), Err(Wrong::PathLength));
    assert_eq!(opened.checked(number, |opening| opening.stage_path.push([0; 16])), Err(Wrong::Label));
    assert_eq!(
        opened.checked(number, |opening| opening.stage_path.truncate(opening.stage_path.len() - 1)),
        Err(Wrong::Label)
    );
    assert_eq!(opened.checked(number, |opening| opening.previous_path.push([0; 16])), Err(Wrong::Previous));
    assert_eq!(
        opened.checked(number, |opening| opening.previous_path.truncate(opening.previous_path.len() - 1)),
        Err(Wrong::Previous)
    );
}

#[test]
fn refuses_a_stage_before_the_first() {
    let opened = Opened::new();
    let number = opened.number(true);
    assert_eq!(opened.checked(number, |_| {}), Ok(()));
    assert_eq!(opened.checked(number, |opening| opening.previous = [1; 16]), Err(Wrong::BeforeTheFirst));
    let longer = opened.checked(number, |opening| opening.previous_path.push([0; 16]));
    assert_eq!(longer, Err(Wrong::BeforeTheFirst));
}

#[test]
fn refuses_what_belongs_to_another_task_or_number() {
    let Opened { task, seed, tip, openings } = Opened::new();
    let with = |task: Task, seed, number| check(&task, &tip, seed, number, &openings[3]);
    assert_eq!(with(task, &seed, 3), Ok(()));
    assert!(with(Task { slot_hash: sha256(b"other"), ..task }, &seed, 3).is_err());
    assert!(with(Task { provider: [1; 32], ..task }, &seed, 3).is_err());
    assert!(with(Task { index: 1, ..task }, &seed, 3).is_err());
    assert!(with(Task { labels: 999, ..task }, &seed, 3).is_err());
    assert!(with(Task { stages: 4, ..task }, &seed, 3).is_err());
    assert!(with(task, &seed, 4).is_err());
    assert!(with(task, &sha256(b"other"), 3).is_err());
    assert!(check(&task, &[0; 16], &seed, 3, &openings[3]).is_err());
}

#[test]
fn roots_are_all_there_is_to_keep() {
    let (task, seed) = (task(300, 16), sha256(b"o"));
    let commitment = commit(&mut Processor::new(), &task, &Watch::new()).expect("it fits");
    let kept = Commitment { task, roots: commitment.roots.clone() };
    // Another card, as after a restart, and the openings in two parts.
    let mut other = Processor::new();
    let whole = open(&mut other, &kept, &seed, 0..14, &Watch::new()).expect("it opens");
    let first = open(&mut other, &kept, &seed, 0..4, &Watch::new()).expect("it opens");
    let rest = open(&mut other, &kept, &seed, 4..14, &Watch::new()).expect("it opens");
    assert_eq!(whole, [first, rest].concat());
}

/// A card whose memory changes bits from some stage on.
struct Broken {
    sound: Processor,
    stages: u32,
}

impl Card for Broken {
    fn name(&self) -> String {
        "a broken card".into()
    }

    fn stage(&mut self, seed: &[u8; 32], labels: u64, watch: &Watch) -> Result<Node, AttestError> {
        let mut root = self.sound.stage(seed, labels, watch)?;
        root[0] ^= u8::from(self.stages == 0);
        self.stages = self.stages.saturating_sub(1);
        Ok(root)
    }

    fn nodes(&mut self, places: &[Place]) -> Result<Vec<Node>, AttestError> {
        self.sound.nodes(places)
    }
}

#[test]
fn refuses_to_open_what_comes_out_differently() {
    let mut card = Broken { sound: Processor::new(), stages: 4 };
    let commitment = commit(&mut card, &task(50, 4), &Watch::new()).expect("it fits");
    let found = open(&mut card, &commitment, &sha256(b"o"), 0..1, &Watch::new());
    assert!(matches!(found, Err(AttestError::Unstable { .. })), "{found:?}");
}

#[test]
fn refuses_commitments_without_labels_stages_or_roots() {
    let mut card = Processor::new();
    for (labels, stages) in [(0, 16), (16, 0)] {
        let found = commit(&mut card, &task(labels, stages), &Watch::new());
        assert_eq!(found, Err(AttestError::Empty { labels, stages }));
    }
    let short = Commitment { task: task(10, 5), roots: vec![[0; 16]; 4] };
    let found = open(&mut card, &short, &sha256(b"o"), 0..14, &Watch::new());
    assert_eq!(found, Err(AttestError::Roots { stages: 5, roots: 4 }));
}
