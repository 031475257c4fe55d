//! Which system calls are refused, as seccomp programs.

use std::collections::BTreeMap;
use std::io::Write;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use tempfile::NamedTempFile;

use super::SandboxError;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What no renderer needs: a way to the kernel's rarer corners, to other processes, to new rights.
const REFUSED: [i64; 41] = [
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_syslog,
];

/// Signals to whatever this account runs. A renderer ends itself at most, and then by a trap where that is refused.
const SIGNALS: [i64; 6] = [
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_tgkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_pidfd_send_signal,
];

/// For a process that starts no other: threads are all it gets, and sockets within its own walls.
pub(super) fn alone() -> Result<Vec<BpfProgram>, SandboxError> {
    let mut rules = refused();
    // A clone without CLONE_THREAD is a process.
    let process = condition(0, SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64), 0)?;
    rules.insert(libc::SYS_clone, vec![rule(process)?]);
    #[cfg(target_arch = "x86_64")]
    rules.extend([(libc::SYS_fork, Vec::new()), (libc::SYS_vfork, Vec::new())]);
    let foreign = condition(0, SeccompCmpOp::Ne, libc::AF_UNIX as u64)?;
    rules.insert(libc::SYS_socket, vec![rule(foreign)?]);
    // Its flags lie in memory, where a filter can't look: told that there is none, libc takes `clone`.
    let newer = Rules::from([(libc::SYS_clone3, Vec::new())]);
    Ok(vec![program(rules, libc::EPERM)?, program(newer, libc::ENOSYS)?])
}

/// For a thread that is about to start the process: that must stay possible. No sockets and no signals at all,
/// since nothing else keeps it from those of this machine: Landlock's own rule of signals needs Linux 6.12.
pub(super) fn with_children() -> Result<Vec<BpfProgram>, SandboxError> {
    let mut rules = refused();
    rules.insert(libc::SYS_socket, Vec::new());
    rules.extend(SIGNALS.map(|call| (call, Vec::new())));
    Ok(vec![program(rules, libc::EPERM)?])
}

/// A program as the kernel takes it, in a file.
pub(super) fn written(program: &BpfProgram) -> std::io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("rayment-filter-").tempfile()?;
    for step in program {
        file.write_all(&step.code.to_ne_bytes())?;
        file.write_all(&[step.jt, step.jf])?;
        file.write_all(&step.k.to_ne_bytes())?;
    }
    file.flush()?;
    Ok(file)
}

fn refused() -> Rules {
    REFUSED.into_iter().map(|call| (call, Vec::new())).collect()
}

fn condition(argument: u8, operation: SeccompCmpOp, value: u64) -> Result<SeccompCondition, SandboxError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operation, value).map_err(broken)
}

fn rule(condition: SeccompCondition) -> Result<SeccompRule, SandboxError> {
    SeccompRule::new(vec![condition]).map_err(broken)
}

fn program(rules: Rules, error: i32) -> Result<BpfProgram, SandboxError> {
    let arch = std::env::consts::ARCH.try_into().map_err(broken)?;
    let refuse = SeccompAction::Errno(error as u32);
    SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)
        .map_err(broken)?
        .try_into()
        .map_err(|error: seccompiler::BackendError| broken(error))
}

fn broken(error: impl std::fmt::Display) -> SandboxError {
    SandboxError::Broken(format!("its list of system calls: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_eight_bytes_a_step() {
        for program in alone().unwrap().into_iter().chain(with_children().unwrap()) {
            let file = written(&program).unwrap();
            assert!(!program.is_empty());
            assert_eq!(file.path().metadata().unwrap().len(), 8 * program.len() as u64);
        }
    }
}
