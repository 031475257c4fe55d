//! Videos, encoded by the program `ffmpeg`, which gets the frames through a pipe.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::cancel::check;
use super::output::PartialFile;
use super::{Metadata, PictureError, Rgb8};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoFormat {
    /// H.264 in 4:2:0 with the index in front: plays everywhere, also while it is still loading.
    Mp4,
    /// VP9.
    WebM,
}

/// Why a video could not be made.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    #[error(
        "videos are made by the program ffmpeg, which is not on the search path; install it (Debian: apt-get install ffmpeg, macOS: brew install ffmpeg, Windows: winget install ffmpeg) or choose png"
    )]
    NoFfmpeg,
    #[error("this ffmpeg has no encoder {encoder}; install a build with it or choose {instead}")]
    NoEncoder { encoder: &'static str, instead: &'static str },
    #[error("ffmpeg cannot be run: {0}")]
    Run(#[source] std::io::Error),
    #[error("ffmpeg failed: {said}")]
    Failed { said: String },
    #[error("expected {expected} next, found frame {found}; give every frame once, in order")]
    Order { expected: String, found: u32 },
    #[error("the video lacks {count} of its frames: {which}; fetch or render them and try again")]
    Missing { count: usize, which: String },
    #[error("{found} frames per second were requested; expected more than 0 and at most 1000")]
    Rate { found: f64 },
    #[error("a video of {width}x{height} pixels was requested; expected 2 to {max} each way")]
    Size { width: u32, height: u32, max: u32 },
    #[error("expected a frame of {width}x{height} pixels, found one of {found_width}x{found_height}")]
    FrameSize { width: u32, height: u32, found_width: u32, found_height: u32 },
}

/// Greatest width and height that both encoders accept.
const MOST: u32 = 16_384;
/// Interval between checks for cancellation.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes of ffmpeg's error output that are kept.
const SAID: usize = 2000;

impl VideoFormat {
    fn encoder(self) -> &'static str {
        match self {
            VideoFormat::Mp4 => "libx264",
            VideoFormat::WebM => "libvpx-vp9",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            VideoFormat::Mp4 => &["-preset", "medium", "-crf", "17", "-movflags", "+faststart", "-f", "mp4"],
            VideoFormat::WebM => {
                &["-b:v", "0", "-crf", "24", "-row-mt", "1", "-cpu-used", "3", "-deadline", "good", "-f", "webm"]
            }
        }
    }
}

/// Checks that a video can be made here: call it before anything is paid for.
pub fn available(format: VideoFormat) -> Result<(), VideoError> {
    encoders(Path::new("ffmpeg"), format)
}

fn encoders(program: &Path, format: VideoFormat) -> Result<(), VideoError> {
    let asked = Command::new(program).args(["-hide_banner", "-encoders"]).stdin(Stdio::null()).output();
    let output = asked.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => VideoError::NoFfmpeg,
        _ => VideoError::Run(error),
    })?;
    let list = String::from_utf8_lossy(&output.stdout);
    let has = list.lines().any(|line| line.split_whitespace().nth(1) == Some(format.encoder()));
    let instead = if format == VideoFormat::Mp4 { "webm or png" } else { "mp4 or png" };
    if has { Ok(()) } else { Err(VideoError::NoEncoder { encoder: format.encoder(), instead }) }
}

/// Description of a video.
#[derive(Debug, Clone)]
pub struct VideoPlan {
    pub format: VideoFormat,
    pub width: u32,
    pub height: u32,
    pub frames_per_second: f64,
    /// Numbers of the frames, in the order they are shown.
    pub frames: Vec<u32>,
    pub metadata: Metadata,
}

/// A video being made. If it is dropped before [`Video::finish`], no file is left.
#[derive(Debug)]
pub struct Video {
    plan: VideoPlan,
    given: usize,
    child: Arc<Mutex<Child>>,
    stdin: Option<ChildStdin>,
    said: Option<JoinHandle<String>>,
    watch: Option<JoinHandle<()>>,
    done: Arc<AtomicBool>,
    cancel: Arc<AtomicBool>,
    part: Option<PartialFile>,
}

impl Video {
    /// Starts ffmpeg. `cancel` stops it within a moment, whatever it is doing.
    pub fn begin(path: &Path, plan: VideoPlan, cancel: &Arc<AtomicBool>) -> Result<Self, PictureError> {
        Self::by(Path::new("ffmpeg"), path, plan, cancel)
    }

    fn by(program: &Path, path: &Path, plan: VideoPlan, cancel: &Arc<AtomicBool>) -> Result<Self, PictureError> {
        plan.check()?;
        encoders(program, plan.format)?;
        let part = PartialFile::new(path)?;
        let mut child = plan.command(program, &part.path).spawn().map_err(VideoError::Run)?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let said = stderr.map(|stderr| thread::spawn(move || last_words(stderr)));
        let (child, done) = (Arc::new(Mutex::new(child)), Arc::new(AtomicBool::new(false)));
        let watch = {
            let (child, done, cancel) = (child.clone(), done.clone(), cancel.clone());
            thread::spawn(move || {
                while !is_set(&done) && !is_set(&cancel) {
                    thread::park_timeout(LOOK);
                }
                if is_set(&cancel) {
                    kill(&child);
                }
            })
        };
        let (watch, cancel, part) = (Some(watch), cancel.clone(), Some(part));
        Ok(Self { plan, given: 0, child, stdin, said, watch, done, cancel, part })
    }

    /// Adds the next frame.
    pub fn push(&mut self, frame: u32, picture: &Rgb8) -> Result<(), PictureError> {
        check(&self.cancel)?;
        let VideoPlan { width, height, .. } = self.plan;
        if self.plan.frames.get(self.given) != Some(&frame) {
            let expected = self.plan.frames.get(self.given).map_or("the end".into(), |next| format!("frame {next}"));
            return Err(VideoError::Order { expected, found: frame }.into());
        }
        if (picture.width, picture.height) != (width, height) {
            let (found_width, found_height) = (picture.width, picture.height);
            return Err(VideoError::FrameSize { width, height, found_width, found_height }.into());
        }
        let bytes = even(picture);
        let Some(stdin) = &mut self.stdin else { return Err(self.failure()) };
        if stdin.write_all(&bytes).is_err() {
            return Err(self.failure());
        }
        self.given += 1;
        Ok(())
    }

    /// Completes the file. Refuses if frames are missing.
    pub fn finish(mut self) -> Result<(), PictureError> {
        check(&self.cancel)?;
        let missing = &self.plan.frames[self.given..];
        if !missing.is_empty() {
            return Err(VideoError::Missing { count: missing.len(), which: ranges(missing) }.into());
        }
        drop(self.stdin.take());
        loop {
            let ended = self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
            match ended.map_err(VideoError::Run)? {
                Some(status) if status.success() => break,
                Some(_) => return Err(self.failure()),
                None => thread::sleep(LOOK),
            }
        }
        check(&self.cancel)?;
        match self.part.take() {
            Some(part) => part.persist(),
            None => Ok(()),
        }
    }

    /// Stops ffmpeg and returns why it failed.
    fn failure(&mut self) -> PictureError {
        self.stop();
        if is_set(&self.cancel) {
            return PictureError::Cancelled;
        }
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        let said = if said.is_empty() { "it ended without a word".to_owned() } else { said };
        VideoError::Failed { said }.into()
    }

    fn stop(&mut self) {
        drop(self.stdin.take());
        kill(&self.child);
        self.done.store(true, Ordering::Relaxed);
        if let Some(watch) = self.watch.take() {
            watch.thread().unpark();
            // It is only being stopped; its result is not needed.
            let _ = watch.join();
        }
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

fn kill(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // If it has exited already there is nothing to kill.
    let _ = child.kill();
    let _ = child.wait();
}

/// The end of the error output of a program.
fn last_words(mut from: impl Read) -> String {
    let mut kept = VecDeque::new();
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        kept.extend(&buffer[..count]);
        kept.drain(..kept.len().saturating_sub(SAID));
    }
    String::from_utf8_lossy(kept.make_contiguous()).trim().to_owned()
}

impl VideoPlan {
    /// Refuses if frames are missing, before anything is encoded.
    pub fn lacks(&self, is_there: impl Fn(u32) -> bool) -> Result<(), VideoError> {
        let missing: Vec<u32> = self.frames.iter().copied().filter(|frame| !is_there(*frame)).collect();
        let (count, which) = (missing.len(), ranges(&missing));
        if count == 0 { Ok(()) } else { Err(VideoError::Missing { count, which }) }
    }

    fn check(&self) -> Result<(), VideoError> {
        let VideoPlan { width, height, frames_per_second: found, .. } = *self;
        if !(2..=MOST).contains(&width) || !(2..=MOST).contains(&height) {
            return Err(VideoError::Size { width, height, max: MOST });
        }
        if found > 0.0 && found <= 1000.0 { Ok(()) } else { Err(VideoError::Rate { found }) }
    }

    fn command(&self, program: &Path, to: &PathBuf) -> Command {
        let size = format!("{}x{}", self.width.next_multiple_of(2), self.height.next_multiple_of(2));
        let rate = self.frames_per_second.to_string();
        let comment = format!("comment={}", self.metadata.text().replace('\n', "; "));
        let mut command = Command::new(program);
        command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
        command.args([
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-video_size",
            &size,
            "-framerate",
            &rate,
            "-i",
            "pipe:0",
        ]);
        // Limited range and BT.709, as televisions expect, and tagged as such.
        command.args(["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]);
        command.args(["-color_primaries", "bt709", "-color_trc", "iec61966-2-1", "-colorspace", "bt709"]);
        command.args(["-color_range", "tv", "-an", "-c:v", self.format.encoder(), "-threads", "4"]);
        // No date, no encoder version, no random numbers.
        command.args(["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-metadata", &comment]);
        command.args(self.format.arguments()).arg(to);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// Bytes of a picture with its last column or line repeated if their number is odd: 4:2:0 shares chroma
/// between pairs.
fn even(picture: &Rgb8) -> Vec<u8> {
    let stride = picture.width as usize * 3;
    let odd = picture.width % 2 == 1;
    let mut bytes = Vec::with_capacity((stride + 3) * (picture.height as usize + 1));
    let mut add = |line: &[u8]| {
        bytes.extend(line);
        if odd {
            bytes.extend(&line[line.len() - 3..]);
        }
    };
    picture.pixels.chunks_exact(stride).for_each(&mut add);
    if picture.height % 2 == 1 {
        add(&picture.pixels[picture.pixels.len() - stride..]);
    }
    bytes
}

/// Numbers as people write them: `3, 7-12`; only the first few of many.
fn ranges(numbers: &[u32]) -> String {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let word = |&(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    let words: Vec<String> = spans.iter().take(12).map(word).collect();
    if spans.len() > 12 { format!("{}, …", words.join(", ")) } else { words.join(", ") }
}
