//! Processor time, which other programs on the machine do not add to.

use std::fs;
use std::io;

/// Seconds that the threads of this process have run for, together (Linux).
pub fn processor_seconds() -> io::Result<f64> {
    let mut nanoseconds = 0.0;
    for task in fs::read_dir("/proc/self/task")? {
        // A thread may end between being listed and being read.
        let Ok(line) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
        nanoseconds += line.split(' ').next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0);
    }
    Ok(nanoseconds * 1e-9)
}
