"""Numbers of system calls on the two supported machines.

From the kernel's own tables: `arch/x86/entry/syscalls/syscall_64.tbl` and, for aarch64,
`include/uapi/asm-generic/unistd.h`. A call that a machine does not have is left out there.
"""

from __future__ import annotations

NEWEST = 469
"""The highest number of the tables that were read, the same on both machines (Linux 6.17)."""

_TABLE = """
# read and write what is open
read                       0    63
readv                     19    65
pread64                   17    67
write                      1    64
writev                    20    66
lseek                      8    62
close                      3    57
dup                       32    23
dup2                      33     -
dup3                     292    24
fcntl                     72    25
ioctl                     16    29
poll                       7     -
ppoll                    271    73
select                    23     -
pselect6                 270    72
# look at and open files
open                       2     -
openat                   257    56
stat                       4     -
lstat                      6     -
fstat                      5    80
newfstatat               262    79
statx                    332   291
access                    21     -
faccessat                269    48
faccessat2               439   439
readlink                  89     -
readlinkat               267    78
getdents64               217    61
getcwd                    79    17
# memory
mmap                       9   222
munmap                    11   215
mremap                    25   216
mprotect                  10   226
madvise                   28   233
brk                       12   214
futex                    202    98
# signals and timers of the process itself
rt_sigaction              13   134
rt_sigprocmask            14   135
rt_sigreturn              15   139
sigaltstack              131   132
restart_syscall          219   128
tgkill                   234   131
setitimer                 38   103
getitimer                 36   102
alarm                     37     -
# clocks
clock_gettime            228   113
clock_getres             229   114
clock_nanosleep          230   115
nanosleep                 35   101
gettimeofday              96   169
time                     201     -
times                    100   153
# who and where am I
getpid                    39   172
getppid                  110   173
gettid                   186   178
getpgrp                  111     -
getuid                   102   174
geteuid                  107   175
getgid                   104   176
getegid                  108   177
getrusage                 98   165
sched_yield               24   124
sched_getaffinity        204   123
sysinfo                   99   179
uname                     63   160
getrandom                318   278
# the end
exit                      60    93
exit_group               231    94
# absent
openat2                  437   437
clone3                   435   435
# used to confine
capset                   126    91
landlock_create_ruleset  444   444
landlock_add_rule        445   445
landlock_restrict_self   446   446
seccomp                  317   277
# only tried by the self-test
execve                    59   221
pidfd_open               434   434
ptrace                   101   117
process_vm_readv         310   270
shmget                    29   194
shmctl                    31   195
semget                    64   190
semctl                    66   191
msgget                    68   186
msgctl                    71   187
memfd_create             319   279
bpf                      321   280
perf_event_open          298   241
io_uring_setup           425   425
keyctl                   250   219
unshare                  272    97
mount                    165    40
"""


def _read(table: str) -> dict[str, dict[str, int]]:
    numbers = {}
    for line in table.strip().splitlines():
        if not line.startswith("#"):
            name, *columns = line.split()
            here = zip(("x86_64", "aarch64"), columns, strict=True)
            numbers[name] = {machine: int(number) for machine, number in here if number != "-"}
    return numbers


NUMBERS = _read(_TABLE)
"""Name of a call → machine → its number."""
