//! A hub in memory: it has what it is given, and counts what it is asked. The keeper's tests use it too.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use futures::future::{BoxFuture, pending, ready};
use rayment_check::{HubReader, Unavailable};
use rayment_core::Hash;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

#[derive(Default)]
pub struct FakeHub {
    pub files: Mutex<BTreeMap<Hash, Vec<u8>>>,
    pub specs: Mutex<BTreeMap<Hash, Spec>>,
    pub frames: Mutex<BTreeMap<u32, Vec<u8>>>,
    /// Files that are asked for and never come.
    pub never: Mutex<BTreeSet<Hash>>,
    pub down: AtomicBool,
    /// Frames handed out, and requests of any kind.
    pub frames_sent: AtomicUsize,
    pub asked: AtomicUsize,
}

impl FakeHub {
    fn answer<T: Clone + Send + 'static>(&self, found: Option<T>) -> BoxFuture<'_, Result<T, Unavailable>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let down = self.down.load(Ordering::SeqCst);
        let missing = Unavailable::Missing("not found".into());
        let answer = if down { Err(Unavailable::Unreachable("down".into())) } else { found.ok_or(missing) };
        Box::pin(ready(answer))
    }
}

impl HubReader for FakeHub {
    fn file(&self, hash: Hash, _max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>> {
        let answer = self.answer(self.files.lock().expect("no panic").get(&hash).cloned());
        if self.never.lock().expect("no panic").contains(&hash) { Box::pin(pending()) } else { answer }
    }

    fn spec(&self, hash: Hash) -> BoxFuture<'_, Result<Spec, Unavailable>> {
        self.answer(self.specs.lock().expect("no panic").get(&hash).cloned())
    }

    fn frame(&self, _job: Pubkey, _attempt: u8, frame: u32) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>> {
        let found = self.frames.lock().expect("no panic").get(&frame).cloned();
        self.frames_sent.fetch_add(usize::from(found.is_some()), Ordering::SeqCst);
        self.answer(found)
    }
}
