"""Runs a command as root with what a container of Docker's leaves it, without Docker.

    python docker_like.py -- command argument …

Needs root, as Docker does. From the profile in moby's `profiles/seccomp/default.json` and runc's
defaults come: the 14 capabilities (in the bounding set too, none inheritable), a filter that
refuses the calls which that profile allows only with further capabilities, `/sys` and parts of
`/proc` read-only or hidden. `no_new_privs` is left unset, as Docker leaves it.

Not reproduced: AppArmor or SELinux, cgroups and their limits, the namespaces of processes, network
and users, an image's files, and that the profile is a list of what is allowed: a call that neither
it nor this filter names is refused there and passes here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[4]))

from autograder.sandbox.confine import kernel, seccomp
from autograder.sandbox.confine.identity import (
    CAPABILITY_VERSION_3,
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_CLEAR_ALL,
    PR_CAPBSET_DROP,
    _CapabilityHeader,
)
from autograder.sandbox.confine.seccomp import INSTRUCTION, Instruction

# CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE, NET_RAW,
# SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP
CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)

REFUSED = {  # name → number on x86-64, number on aarch64
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "get_mempolicy": (239, 236),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "set_mempolicy": (238, 237),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
}
CLONE, CLONE3, SOCKET = (56, 220), (435, 435), (41, 198)
NAMESPACES = 0x7E020000  # CLONE_NEW*: mount, cgroup, UTS, IPC, user, PID, network
AF_VSOCK = 40

MASKED = (
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
    "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
    "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
)  # fmt: skip
READ_ONLY = (
    "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    "/sys", "/sys/fs/cgroup",
)  # fmt: skip
CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18


def program() -> list[Instruction]:
    """Return the filter for this machine."""
    column = ("x86_64", "aarch64").index(kernel.machine())
    allow, refuse = seccomp._return(seccomp.ALLOW), seccomp._return(seccomp.REFUSE)
    steps = [seccomp._load(0)]
    for numbers in REFUSED.values():
        if numbers[column] is not None:
            steps += [Instruction(seccomp.EQUAL, 0, 1, numbers[column]), refuse]
    absent = seccomp._return(seccomp.NO_SUCH_CALL)
    steps += [Instruction(seccomp.EQUAL, 0, 1, CLONE3[column]), absent]
    flagged = [seccomp._load(16), Instruction(seccomp.ANY_BIT, 0, 1, NAMESPACES), refuse, allow]
    steps += [Instruction(seccomp.EQUAL, 0, 4, CLONE[column]), *flagged]
    family = [seccomp._load(16), Instruction(seccomp.EQUAL, 0, 1, AF_VSOCK), refuse, allow]
    steps += [Instruction(seccomp.EQUAL, 0, 4, SOCKET[column]), *family]
    return [*steps, allow]


def enter() -> None:
    """Become what a container's root is, for good; an `OSError` is raised if that cannot be."""
    hide()
    code = seccomp._packed(program())
    whole = seccomp._Program(len(code) // INSTRUCTION.size, code)
    kernel.syscall("seccomp", seccomp.SET_MODE_FILTER, 0, whole)  # root needs no no_new_privs
    for capability in range(64):
        if capability not in CAPABILITIES:
            with contextlib.suppress(OSError):  # beyond the last one
                kernel.prctl(PR_CAPBSET_DROP, capability)
    kernel.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    kept = sum(1 << capability for capability in CAPABILITIES)
    sets = struct.pack("6I", kept, kept, 0, 0, 0, 0)  # effective, permitted, inheritable
    kernel.syscall("capset", _CapabilityHeader(CAPABILITY_VERSION_3, 0), sets)


def hide() -> None:
    """Mask and write-protect what Docker does, in a mount namespace of its own."""
    kernel.syscall("unshare", CLONE_NEWNS)
    _mount("none", "/", MS_REC | MS_PRIVATE)
    for path in filter(os.path.exists, MASKED):
        if os.path.isdir(path):
            _mount("tmpfs", path, MS_RDONLY, b"tmpfs")
        else:
            _mount("/dev/null", path, MS_BIND)
    for path in filter(os.path.exists, READ_ONLY):
        _mount(path, path, MS_BIND | MS_REC)
        _mount("none", path, MS_BIND | MS_REMOUNT | MS_RDONLY)


def _mount(source: str, target: str, flags: int, kind: bytes | None = None) -> None:
    try:
        kernel.syscall("mount", source.encode(), target.encode(), kind, flags, None)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EPERM, errno.EACCES):  # locked mounts
            raise


def main() -> None:
    """Run the command that the arguments name."""
    if sys.argv[1:2] != ["--"] or len(sys.argv) < 3:
        sys.exit("usage: docker_like.py -- command argument …")
    if os.geteuid() != 0:
        sys.exit("docker_like.py: needs root")
    enter()
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
