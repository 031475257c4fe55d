//! Processes that are not Blender, and do what Blender should not.

use super::*;
use crate::sandbox::Kept;

const LONG: Duration = Duration::from_secs(60);

fn shell(script: &str, cancel: &Cancel) -> Result<Process, BlenderError> {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    let launch = Launch { command, scene: "/".into(), confine: None, kept: Kept::default() };
    Process::start(launch, &Limits::default(), cancel)
}

fn ask(script: &str, limit: Duration, silence: Duration, cancel: &Cancel) -> Result<(Value, Vec<u8>), BlenderError> {
    let mut process = shell(&format!("echo '{{\"ready\":{{}}}}'; read request; {script}"), cancel)?;
    let patience = Patience { what: "a trial", limit, silence, cancel };
    let result = process.ask(&Value::Null, &patience, 3, &mut |_| {});
    if !matches!(result, Ok(_) | Err(BlenderError::Scene(_) | BlenderError::Machine(_))) {
        assert!(!process.is_alive(), "it must be dead after {result:?}");
    }
    result
}

fn said(script: &str) -> String {
    ask(script, LONG, LONG, &Cancel::new()).unwrap_err().to_string()
}

#[test]
fn an_answer_comes_with_its_bytes() {
    let (answer, data) = ask("printf '{\"answer\":{\"bytes\":3,\"is\":1}}\\nabc'", LONG, LONG, &Cancel::new()).unwrap();
    assert_eq!((answer["is"].as_u64(), data.as_slice()), (Some(1), b"abc".as_slice()));
}

#[test]
fn a_greeting_is_passed_over_before_the_first_word_only() {
    assert!(shell("echo 'Blender 4.5.1'; echo '{\"ready\":{}}'; read x", &Cancel::new()).is_ok());
    assert!(said("echo 'Fra:1 Mem:8M'").contains("unexpected"));
}

#[test]
fn silence_ends_it() {
    let script = "echo '{\"doing\":\"Building BVH\"}'; exec sleep 100";
    let said = ask(script, LONG, Duration::from_millis(50), &Cancel::new()).unwrap_err().to_string();
    assert!(said.contains("no sign of life") && said.contains("Building BVH"), "{said}");
}

#[test]
fn chatter_does_not_save_it_from_its_time_limit() {
    let chatter = "while :; do echo '{\"doing\":\"x\"}'; done";
    let found = ask(chatter, Duration::from_millis(50), LONG, &Cancel::new());
    assert!(matches!(found, Err(BlenderError::Time { what: "a trial", .. })), "{found:?}");
}

#[test]
fn a_cancelled_request_ends_it_at_once() {
    let cancel = Cancel::new();
    let other = cancel.clone();
    let mut process = shell("echo '{\"ready\":{}}'; echo '{\"samples\":[1,2]}'; exec sleep 100", &cancel).unwrap();
    let patience = Patience { what: "a trial", limit: LONG, silence: LONG, cancel: &cancel };
    let mut begun_at = None;
    let found = process.ask(&Value::Null, &patience, 0, &mut |_| {
        begun_at = Some(Instant::now());
        other.cancel();
    });
    assert!(matches!(found, Err(BlenderError::Cancelled(_))), "{found:?}");
    // It looks every 15 ms; the rest is for a machine that has much else to do.
    assert!(begun_at.unwrap().elapsed() < Duration::from_secs(10));
    assert!(!process.is_alive());
}

#[test]
fn one_that_never_gets_ready_ends_when_it_is_cancelled() {
    let (cancel, begun_at) = (Cancel::new(), Instant::now());
    cancel.cancel();
    let found = shell("exec sleep 100", &cancel).map(drop);
    assert!(matches!(found, Err(BlenderError::Cancelled(_))), "{found:?}");
    assert!(begun_at.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_early_end_is_told_with_its_last_words() {
    let said = said("echo 'the GPU is on fire' >&2; exit 7");
    assert!(said.contains("on fire") && said.contains('7'), "{said}");
}

#[test]
fn last_words_about_memory_or_graphics_are_understood() {
    let of = |words: &str| ask(&format!("echo \"{words}\" >&2; exit 134"), LONG, LONG, &Cancel::new());
    assert!(matches!(of("terminate: std::bad_alloc"), Err(BlenderError::Memory { .. })));
    assert!(matches!(of("Couldn't find current GLX or EGL context."), Err(BlenderError::NoGraphics)));
}

#[test]
fn more_or_fewer_bytes_than_asked_for_are_refused() {
    assert!(said("printf '{\"answer\":{\"bytes\":4}}\\nabcd'").contains("4 bytes instead of 3"));
    assert!(said("printf '{\"answer\":{}}\\n'").contains("0 bytes instead of 3"));
    assert!(said("printf '{\"answer\":{\"bytes\":3}}\\na'").contains("ended"));
}

#[test]
fn a_refusal_leaves_it_alive() {
    let cancel = Cancel::new();
    let mut process = shell(
        "echo '{\"ready\":{}}'; while read x; do echo '{\"refusal\":{\"kind\":\"scene\",\"text\":\"no cube\"}}'; done",
        &cancel,
    )
    .unwrap();
    let patience = Patience { what: "a trial", limit: LONG, silence: LONG, cancel: &cancel };
    for _ in 0..2 {
        let found = process.ask(&Value::Null, &patience, 0, &mut |_| {}).unwrap_err();
        assert!(matches!(&found, BlenderError::Scene(text) if text == "no cube"), "{found:?}");
        assert!(process.is_alive());
    }
}
