//! Videos, looked at by ffprobe and ffmpeg where they are installed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayment_picture::{Metadata, PictureError, Rgb8, Video, VideoError, VideoFormat, VideoPlan, video};

fn plan(format: VideoFormat, width: u32, height: u32) -> VideoPlan {
    let metadata =
        Metadata { jobs: vec!["JobOne".into()], engine: Some("rayment-path/1".into()), ..Metadata::default() };
    VideoPlan { format, width, height, frames_per_second: 24.0, frames: vec![3, 4, 5, 9], metadata }
}

/// A plain picture, another for every frame.
fn picture(width: u32, height: u32, frame: u32) -> Rgb8 {
    let color = [40 + frame as u8 * 20, 100, 200];
    Rgb8 { width, height, pixels: color.repeat(width as usize * height as usize) }
}

/// Whether videos can be made here; where they can't, that is said as it should be.
fn is_installed(format: VideoFormat) -> bool {
    match video::available(format) {
        Ok(()) => true,
        Err(error) => {
            assert!(error.to_string().contains("install"), "{error}");
            eprintln!("left out: {error}");
            false
        }
    }
}

fn make(path: &Path, plan: &VideoPlan) -> Result<(), PictureError> {
    let mut video = Video::begin(path, plan.clone(), &Arc::default())?;
    for &frame in &plan.frames {
        video.push(frame, &picture(plan.width, plan.height, frame))?;
    }
    video.finish()
}

fn probe(path: &Path, entries: &str) -> String {
    let arguments = ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "default=noprint_wrappers=1"];
    let output = Command::new("ffprobe").args(arguments).arg(path).output().expect("ffprobe comes with ffmpeg");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn both_formats_hold_every_frame_and_say_how_they_were_made() {
    let folder = tempfile::tempdir().unwrap();
    for (format, codec) in [(VideoFormat::Mp4, "h264"), (VideoFormat::WebM, "vp9")] {
        if !is_installed(format) {
            continue;
        }
        for (width, height) in [(64, 48), (33, 17)] {
            let path = folder.path().join("a.video");
            let plan = plan(format, width, height);
            make(&path, &plan).unwrap();
            let found = probe(&path, "stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames:format_tags");
            let (even_width, even_height) = (width.next_multiple_of(2), height.next_multiple_of(2));
            let wanted = [
                format!("codec_name={codec}"),
                format!("width={even_width}"),
                format!("height={even_height}"),
                "pix_fmt=yuv420p".into(),
                "r_frame_rate=24/1".into(),
                "nb_read_frames=4".into(),
                "JobOne".into(),
            ];
            for word in wanted {
                assert!(found.contains(&word), "{word} is not in {found}");
            }
            let first = fs::read(&path).unwrap();
            make(&path, &plan).unwrap();
            assert!(fs::read(&path).unwrap() == first, "{format:?} has other bytes the second time");
        }
    }
}

#[test]
fn colours_come_back() {
    if !is_installed(VideoFormat::Mp4) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    make(&path, &plan(VideoFormat::Mp4, 64, 48)).unwrap();
    let arguments = ["-v", "error", "-i", path.to_str().unwrap(), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    let output = Command::new("ffmpeg").args(arguments).output().unwrap();
    let frames: Vec<&[u8]> = output.stdout.chunks_exact(64 * 48 * 3).collect();
    assert_eq!(frames.len(), 4);
    for (found, frame) in frames.iter().zip([3, 4, 5, 9]) {
        let wanted = picture(64, 48, frame).pixels;
        let worst = found.iter().zip(&wanted).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(6), "frame {frame}: {worst:?}");
    }
}

#[test]
fn refuses_frames_out_of_order_of_another_size_or_missing() {
    let plan = plan(VideoFormat::Mp4, 64, 48);
    let error = plan.lacks(|frame| BTreeSet::from([4, 9]).contains(&frame)).unwrap_err();
    assert!(error.to_string().contains("lacks 2 of its frames: 3, 5"), "{error}");
    assert!(plan.lacks(|_| true).is_ok());
    if !is_installed(VideoFormat::Mp4) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let mut video = Video::begin(&path, plan.clone(), &Arc::default()).unwrap();
    assert!(matches!(video.push(4, &picture(64, 48, 4)), Err(PictureError::Video(VideoError::Order { found: 4, .. }))));
    assert!(matches!(video.push(3, &picture(64, 46, 3)), Err(PictureError::Video(VideoError::FrameSize { .. }))));
    video.push(3, &picture(64, 48, 3)).unwrap();
    let error = video.finish().unwrap_err();
    assert!(error.to_string().contains("lacks 3 of its frames: 4-5, 9"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn refuses_rates_and_sizes_that_make_no_video() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
        let plan = VideoPlan { frames_per_second: rate, ..plan(VideoFormat::Mp4, 64, 48) };
        assert!(matches!(make(&path, &plan), Err(PictureError::Video(VideoError::Rate { .. }))), "{rate}");
    }
    for (width, height) in [(0, 10), (10, 1), (20_000, 10)] {
        let plan = plan(VideoFormat::Mp4, width, height);
        assert!(matches!(make(&path, &plan), Err(PictureError::Video(VideoError::Size { .. }))), "{width}x{height}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_cancelled_video_leaves_nothing() {
    if !is_installed(VideoFormat::WebM) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.webm");
    let cancel = Arc::new(AtomicBool::new(false));
    let mut video = Video::begin(&path, plan(VideoFormat::WebM, 64, 48), &cancel).unwrap();
    video.push(3, &picture(64, 48, 3)).unwrap();
    cancel.store(true, Ordering::Relaxed);
    assert!(matches!(video.push(4, &picture(64, 48, 4)), Err(PictureError::Cancelled)));
    drop(video);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
