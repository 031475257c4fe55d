//! Loads that take long, and those that wait for them: a file that comes only when it is let, and the built-in
//! engine, which reads one file after the other.

use std::{
    convert::Infallible,
    future::{Future, ready},
    pin::{Pin, pin},
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use rayment_engine::{Engines, LoadError, LoadLimits, OpenScene, Purpose, SceneCache, SceneCacheConfig};
use rayment_render::{FileError, FileMap, Files};
use rayment_spec::Spec;
use tokio::time::{sleep, timeout};

use crate::fixture::{file, files, spec};

/// Long enough for a slow machine; a test that waits this long has failed.
const LONG: Duration = Duration::from_secs(60);

fn cache(limits: LoadLimits) -> SceneCache {
    let (engines, purpose) = (Engines::built_in(), Purpose::Check);
    SceneCache::new(SceneCacheConfig { engines, purpose, threads: 1, scenes: 2, loads: 1, limits })
}

/// A scene in two files, of which the engine reads the main one first.
const MAIN: &str = "slow.obj";
const SECOND: &str = "slow.mtl";

fn slow_spec() -> Arc<Spec> {
    Arc::new(Spec { scene: MAIN.into(), files: vec![file(MAIN), file(SECOND)], ..spec() })
}

/// What a test knows of files that are read, and lets through.
struct Gate {
    /// Paths, as they are asked for.
    asked: Receiver<String>,
    /// One word lets one file through; without the sender all pass.
    let_through: Option<Sender<()>>,
}

struct Gated {
    files: FileMap,
    asked: Sender<String>,
    passes: std::sync::Mutex<Receiver<()>>,
}

impl Files for Gated {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        // Whether it is there is asked for without reading it.
        if limit > 0 {
            let _ = self.asked.send(path.to_owned());
            let _ = self.passes.lock().expect("no panic").recv();
        }
        self.files.read(path, limit)
    }
}

fn gated() -> (Gated, Gate) {
    let mut files = FileMap::new();
    files.insert(MAIN, "mtllib slow.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl a\nf 1 2 3\n");
    files.insert(SECOND, "newmtl a\nKd 1 0 0\n");
    let ((asking, asked), (let_through, passing)) = (channel(), channel());
    let passes = std::sync::Mutex::new(passing);
    (Gated { files, asked: asking, passes }, Gate { asked, let_through: Some(let_through) })
}

impl Gate {
    /// Waits until the engine asks for a file, which does not come yet.
    fn is_asked_for(&self) -> String {
        self.asked.recv_timeout(LONG).expect("the engine reads a file")
    }

    /// Lets everything through that is asked for from now on.
    fn opens_in_advance(&mut self) {
        self.let_through = None;
    }

    /// Lets everything through; what the engine asks for after that, until it is done.
    fn opens(&mut self) -> Vec<String> {
        self.opens_in_advance();
        self.asked.iter().collect()
    }
}

type Loading<'a> = Pin<Box<dyn Future<Output = Result<Arc<OpenScene>, LoadError<Infallible>>> + 'a>>;

fn loading<'a>(cache: &'a SceneCache, spec: &'a Arc<Spec>, files: impl Files + Send + 'static) -> Loading<'a> {
    Box::pin(cache.load(spec, ready(Ok(files))))
}

/// Gets on as far as it can now.
fn poll<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn a_load_ends_when_the_last_who_waits_has_gone_and_keeps_its_place_until_then() {
    let (cache, spec, other) = (cache(LoadLimits::NONE), slow_spec(), Arc::new(spec()));
    let (slow, mut gate) = gated();
    let mut first = loading(&cache, &spec, slow);
    assert!(poll(first.as_mut()).is_none());
    assert_eq!(gate.is_asked_for(), MAIN);
    drop(first);
    let mut next = loading(&cache, &other, files());
    let mut idle = pin!(cache.idle());
    // Its thread still has the memory.
    for _ in 0..20 {
        assert!(poll(next.as_mut()).is_none() && poll(idle.as_mut()).is_none(), "two would load at a time");
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(gate.opens(), [""; 0], "the engine stops before the next file");
    timeout(LONG, next).await.expect("its place is free").unwrap();
    timeout(LONG, idle).await.expect("nothing is loaded any more");
}

#[tokio::test]
async fn who_asks_again_after_all_have_gone_gets_the_scene() {
    let (cache, spec) = (cache(LoadLimits::NONE), slow_spec());
    let (slow, mut gate) = gated();
    let mut first = loading(&cache, &spec, slow);
    assert!(poll(first.as_mut()).is_none());
    gate.is_asked_for();
    drop(first);
    let (fast, mut open) = gated();
    let again = loading(&cache, &spec, fast);
    gate.opens();
    open.opens_in_advance();
    timeout(LONG, again).await.expect("it is loaded anew").unwrap();
}

#[tokio::test]
async fn a_load_outlives_the_one_who_began_it() {
    let (cache, spec) = (cache(LoadLimits::NONE), slow_spec());
    let ((slow, mut gate), (unused, unasked)) = (gated(), gated());
    let (mut first, mut second) = (loading(&cache, &spec, slow), loading(&cache, &spec, unused));
    assert!(poll(first.as_mut()).is_none() && poll(second.as_mut()).is_none());
    gate.is_asked_for();
    drop(first);
    assert!(poll(second.as_mut()).is_none());
    assert_eq!(gate.opens(), [SECOND], "the engine reads on");
    timeout(LONG, second).await.expect("it is loaded").unwrap();
    assert!(unasked.asked.try_recv().is_err(), "it is not loaded a second time");
}

#[tokio::test]
async fn a_load_that_takes_too_long_ends_for_all_who_wait() {
    let limit = Duration::from_millis(50);
    let (cache, spec) = (cache(LoadLimits { small: limit, large: LONG }), slow_spec());
    let ((slow, mut gate), (unused, _unasked)) = (gated(), gated());
    let (first, second) = (loading(&cache, &spec, slow), loading(&cache, &spec, unused));
    let (first, second) = timeout(LONG, async { tokio::join!(first, second) }).await.expect("both end");
    for late in [first, second] {
        let error = late.expect_err("it took too long");
        assert!(matches!(error, LoadError::Late { limit: found } if found == limit), "{error}");
    }
    assert_eq!(gate.is_asked_for(), MAIN);
    assert_eq!(gate.opens(), [""; 0], "the engine stops before the next file");
    timeout(LONG, cache.idle()).await.expect("its place is free");
}
