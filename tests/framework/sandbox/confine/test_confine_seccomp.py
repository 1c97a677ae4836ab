"""The allow-list: the program as such, for both machines, and what a running filter refuses."""

from __future__ import annotations

import operator
import os
import re
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.confine import kernel, seccomp
from autograder.sandbox.confine.numbers import NEWEST, NUMBERS
from autograder.sandbox.confine.seccomp import (
    ABSENT,
    ALLOW,
    ALLOWED,
    AUDIT_ARCH,
    FILTERED,
    KILL,
    NO_SUCH_CALL,
    REFUSE,
    program,
)

MACHINES = ("x86_64", "aarch64")
PID = 4321
WORDS = st.integers(0, 2**64 - 1)

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


JUMPS = {0x15: operator.eq, 0x25: operator.gt, 0x35: operator.ge, 0x45: operator.and_}
PROGRAMS = {machine: program(machine, PID) for machine in MACHINES}


def verdict(machine, number, arguments=(), arch=None):
    """Run the program as the kernel would, on one call."""
    words = {0: number & 0xFFFFFFFF, 4: AUDIT_ARCH[machine] if arch is None else arch}
    for position, argument in enumerate([*arguments, *[0] * 6][:6]):
        words[16 + 8 * position] = argument & 0xFFFFFFFF
        words[20 + 8 * position] = argument >> 32
    accumulator, at = None, 0
    while True:
        code, if_true, if_false, constant = PROGRAMS[machine][at]
        at += 1
        if code == 0x06:
            return constant
        if code == 0x20:
            accumulator = words[constant]
            continue
        holds = JUMPS[code](accumulator, constant)
        at += if_true if holds else if_false


@pytest.fixture(params=MACHINES)
def machine(request):
    return request.param


# ---------------------------------------------------------------- the program


def test_the_numbers_are_those_of_the_kernels_headers(machine):
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    pattern = r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s"
    known = {name: int(number) for name, number in re.findall(pattern, header.read_text())}

    here = {name: row[machine] for name, row in NUMBERS.items() if machine in row}

    # newfstatat is called fstatat there
    renamed = {"newfstatat"} if machine == "aarch64" else set()
    assert {n: here[n] for n in here.keys() - renamed} == {
        n: known.get(n) for n in here.keys() - renamed
    }


def test_a_call_that_one_machine_lacks_has_a_newer_one(machine):
    """The C library makes open from openat, and so on; so no row lacks x86-64."""
    assert all("x86_64" in row for row in NUMBERS.values())
    lacking = {name for name in ALLOWED if machine not in NUMBERS[name]}

    assert lacking <= {
        "dup2", "poll", "select", "stat", "lstat", "access", "readlink", "alarm", "time", "getpgrp"
    }  # fmt: skip


def test_every_other_call_is_refused(machine):
    passing = {NUMBERS[name][machine] for name in ALLOWED if machine in NUMBERS[name]}
    filtered = {NUMBERS[name][machine] for name in FILTERED if machine in NUMBERS[name]}
    absent = {NUMBERS[name][machine] for name in ABSENT}

    for number in range(NEWEST + 1):
        if number in passing:
            assert verdict(machine, number) == ALLOW
        elif number in absent:
            assert verdict(machine, number) == NO_SUCH_CALL
        elif number not in filtered:
            assert verdict(machine, number) == REFUSE, number


def test_calls_newer_than_the_table_do_not_exist(machine):
    for number in (NEWEST + 1, NEWEST + 100, 0x3FFFFFFF):
        assert verdict(machine, number) == NO_SUCH_CALL


@given(number=st.integers(0x40000000, 0xFFFFFFFF), arguments=st.lists(WORDS, max_size=6))
@settings(max_examples=50, derandomize=True)
def test_calls_of_the_x32_kind_kill(number, arguments):
    assert verdict("x86_64", number, arguments) == KILL


@given(number=st.integers(0, 600), arch=st.integers(0, 2**32 - 1))
@settings(max_examples=50, derandomize=True)
def test_calls_of_another_architecture_kill(number, arch):
    for machine in MACHINES:
        if arch != AUDIT_ARCH[machine]:
            assert verdict(machine, number, arch=arch) == KILL
    assert verdict("x86_64", number, arch=0x40000003) == KILL  # i386
    assert verdict("aarch64", number, arch=0x40000028) == KILL  # arm


FORBIDDEN_FLAGS = {
    "O_WRONLY": 0o1,
    "O_RDWR": 0o2,
    "O_CREAT": 0o100,
    "O_EXCL": 0o200,
    "O_TRUNC": 0o1000,
    "O_APPEND": 0o2000,
    "O_DSYNC": 0o10000,
    "O_ASYNC": 0o20000,
    "O_NOATIME": 0o1000000,
    "O_PATH": 0o10000000,
    "__O_TMPFILE": 0o20000000,
}


@pytest.mark.parametrize("name", FORBIDDEN_FLAGS)
def test_each_other_flag_is_refused(machine, name):
    arguments = [100, 0xDEAD, FORBIDDEN_FLAGS[name] | 0o2000000]

    assert verdict(machine, NUMBERS["openat"][machine], arguments) == REFUSE


@given(flags=WORDS, which=st.sampled_from(sorted(FORBIDDEN_FLAGS)), high=WORDS)
@settings(max_examples=100, derandomize=True)
def test_opening_is_for_reading_only(flags, which, high):
    for machine in MACHINES:
        for name, position in (("open", 1), ("openat", 2)):
            if machine in NUMBERS[name]:
                arguments = [high] * 6
                arguments[position] = flags | FORBIDDEN_FLAGS[which]
                assert verdict(machine, NUMBERS[name][machine], arguments) == REFUSE


@pytest.mark.parametrize("flags", [0, 0o2000000, 0o2204000, 0o2600000, 0o100000 | 0o400])
def test_opening_for_reading_passes(machine, flags):
    assert verdict(machine, NUMBERS["openat"][machine], [100, 0xDEAD, flags]) == ALLOW


@given(operation=st.integers(0, 2**32 - 1), upper=st.integers(0, 2**32 - 1))
@settings(max_examples=100, derandomize=True)
def test_filtered_arguments_are_judged_by_their_lower_half(operation, upper):
    """As the kernel does, which takes these arguments as 32-bit integers."""
    for machine in MACHINES:
        for name in ("fcntl", "ioctl", "futex"):
            number = NUMBERS[name][machine]
            expected = ALLOW if operation in FILTERED[name].values else REFUSE

            assert verdict(machine, number, [3, operation | upper << 32]) == expected
            for passing in FILTERED[name].values:
                assert verdict(machine, number, [3, passing | upper << 32]) == ALLOW


@pytest.mark.parametrize("pid", [0, 1, PID - 1, PID + 1, 0xFFFFFFFF])
def test_only_the_own_threads_can_be_signalled(machine, pid):
    number = NUMBERS["tgkill"][machine]

    assert verdict(machine, number, [pid, PID, signal.SIGKILL]) == REFUSE
    assert verdict(machine, number, [PID, pid, signal.SIGABRT]) == ALLOW


def test_the_assembled_program_is_the_program():
    here = kernel.machine()
    if here is None:
        pytest.skip("this machine is not supported")
    before, after = seccomp.assembled()

    packed = before + seccomp._packed([seccomp._own_pid_is(PID)]) + after

    assert packed == seccomp._packed(program(here, PID))


# ---------------------------------------------------------------- the filter at work

F_SETFL, F_SETOWN, F_SETSIG, F_SETPIPE_SZ = 4, 8, 10, 1031
TIOCSTI, FIONBIO = 0x5412, 0x5421


@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        ("fcntl", [1, F_SETFL, os.O_NONBLOCK], "EPERM"),
        ("fcntl", [1, F_SETOWN, 1], "EPERM"),
        ("fcntl", [1, F_SETSIG, 9], "EPERM"),
        ("fcntl", [1, F_SETPIPE_SZ, 1 << 20], "EPERM"),
        ("fcntl", [1, 1, 0], ""),
        ("ioctl", [1, TIOCSTI, 0], "EPERM"),
        ("ioctl", [1, FIONBIO, 0], "EPERM"),
        ("ioctl", [1, 0x5401, 0], "ENOTTY"),
        ("openat", [-100, "/etc/passwd", 0o2], "EPERM"),
        ("openat", [-100, "/tmp", 0o20200002], "EPERM"),
        ("openat", [-100, "created", 0o100], "EPERM"),
        ("openat2", [-100, "/etc/passwd", 0, 24], "ENOSYS"),
        ("clone3", [0, 88], "ENOSYS"),
        ("futex", [0, 13, 0], "EPERM"),
        ("seccomp", [0, 0, 0], "EPERM"),
        ("landlock_create_ruleset", [0, 0, 1], "EPERM"),
        ("capset", [0, 0], "EPERM"),
    ],
)
def test_arguments_are_filtered(launcher, setting, call, arguments, expected):
    assert launcher.run("raw", setting, call=call, arguments=arguments).value == expected


OTHERS = {  # name → number on x86-64, number on aarch64, arguments
    "clone (a thread)": (56, 220, (0x3D0F00, 0, 0, 0, 0)),
    "clone (a process)": (56, 220, (17, 0, 0, 0, 0)),
    "fork": (57, None, ()),
    "vfork": (58, None, ()),
    "execveat": (322, 281, ()),
    "prctl": (157, 167, (1, 0)),
    "prlimit64": (302, 261, (0, 7, 0, 0)),
    "setrlimit": (160, 164, (7, 0)),
    "rt_sigqueueinfo": (129, 138, ()),
    "tkill": (200, 130, (1, 0)),
    "setns": (308, 268, ()),
    "socketpair": (53, 199, ()),
    "sendto": (44, 206, ()),
    "recvmsg": (47, 212, ()),
    "pidfd_getfd": (438, 438, ()),
    "pidfd_send_signal": (424, 424, ()),
    "process_vm_writev": (311, 271, ()),
    "process_madvise": (440, 440, ()),
    "memfd_secret": (447, 447, ()),
    "userfaultfd": (323, 282, ()),
    "io_uring_enter": (426, 426, ()),
    "pipe2": (293, 59, ()),
    "eventfd2": (290, 19, ()),
    "inotify_init1": (294, 26, ()),
    "timer_create": (222, 107, ()),
    "splice": (275, 76, ()),
    "sendfile": (40, 71, ()),
    "flock": (73, 32, ()),
    "truncate": (76, 45, ()),
    "unlinkat": (263, 35, ()),
    "renameat2": (316, 276, ()),
    "linkat": (265, 37, ()),
    "fchmodat": (268, 53, ()),
    "utimensat": (280, 88, ()),
    "setxattr": (188, 5, ()),
    "mknodat": (259, 33, ()),
    "mincore": (27, 232, ()),
    "mlock": (149, 228, ()),
    "sched_setaffinity": (203, 122, ()),
    "setpriority": (141, 140, ()),
    "syslog": (103, 116, ()),
    "open_by_handle_at": (304, 265, ()),
    "name_to_handle_at": (303, 264, ()),
    "move_mount": (429, 429, ()),
    "kexec_load": (246, 104, ()),
    "init_module": (175, 105, ()),
    "personality": (135, 92, (0xFFFFFFFF,)),
    "kcmp": (312, 272, ()),
    "modify_ldt or fadvise64": (154, 223, ()),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_calls_are_refused(launcher, user_setting, name):
    x86_64, aarch64, arguments = OTHERS[name]
    number = {"x86_64": x86_64, "aarch64": aarch64}[kernel.machine()]
    if number is None:
        pytest.skip("this machine has no such call")

    outcome = launcher.run("numbered", user_setting, number=number, arguments=arguments)

    assert outcome.value == "EPERM"


def test_no_process_can_be_signalled(launcher, setting):
    """Neither the parent, nor one's own group, nor all, nor init."""
    found = launcher.run("signals", setting, pids=[None, 0, -1, 1]).value

    assert set(found.values()) == {"EPERM"}


# ---------------------------------------------------------------- ends


def test_abort_ends_by_its_signal(launcher, setting):
    assert launcher.run("end_by_abort", setting).exit == -signal.SIGABRT


def test_a_segmentation_fault_ends_by_its_signal(launcher, setting):
    assert launcher.run("end_by_segfault", setting).exit == -signal.SIGSEGV


@pytest.mark.parametrize("door", ["end_by_int80", "end_by_x32"])
def test_other_doors_to_the_kernel_kill(launcher, setting, door):
    if kernel.machine() != "x86_64":
        pytest.skip("only x86-64 has these doors")

    assert launcher.run(door, setting).exit == -signal.SIGSYS
