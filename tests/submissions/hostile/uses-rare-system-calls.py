"""Tries io_uring, bpf, userfaultfd, keyrings, perf events, namespaces, mounts, modules, handles."""
from kit import attempts, libc, load, pays

ctypes = load("ctypes")
NUMBERS = {
    "io_uring_setup": (425, 8, bytes(120)), "bpf": (321, 0, bytes(72), 72),
    "userfaultfd": (323, 1), "keyctl": (250, 0, -3, 0), "add_key": (248, b"user", b"x", b"x", 1, -3),
    "perf_event_open": (298, bytes(128), 0, -1, -1, 0), "unshare": (272, 0x10000000),
    "setns": (308, 0, 0), "memfd_create": (319, b"x", 0), "memfd_secret": (447, 0),
    "personality": (135, 0x0040000), "seccomp": (317, 1, 0, None), "fanotify": (300, 0, 0),
    "inotify": (294, 0), "eventfd": (290, 0, 0), "signalfd": (289, -1, bytes(8), 8, 0),
    "timerfd": (283, 0, 0), "epoll": (291, 0), "pipe": (293, bytes(8), 0), "acct": (163, None),
    "swapoff": (168, b"/"), "reboot": (169, 0, 0, 0, None), "sethostname": (170, b"x", 1),
    "pivot_root": (155, b"/", b"/"), "mount": (165, b"x", b"/tmp", b"tmpfs", 0, None),
    "open_tree": (428, -100, b"/", 1), "fsopen": (430, b"tmpfs", 0), "quotactl": (179, 0, None),
    "modify_ldt": (154, 0, bytes(16), 16), "setuid": (105, 0), "capset": (126, bytes(8), None),
    "sched_setaffinity": (203, 0, 8, b"\xff" * 8), "ioprio_set": (251, 1, 0, 0), "mlock": (149, 0, 1),
    "landlock": (444, bytes(8), 8, 0), "rseq": (334, None, 32, 0, 0), "move_pages": (279, 1, 0),
}  # fmt: skip
HARMLESS = {"rseq", "quotactl", "move_pages", "capset", "acct"}


@pays
def double():
    return attempts(
        lambda name=name, call=call: name if libc().syscall(*call) >= 0 else None
        for name, call in NUMBERS.items()
        if name not in HARMLESS
    )
