"""What a hostile submission tries that knows this code; see `test_sandbox_attacks`.

Each text is the body of `f(private, grader, marker)`: a folder of the grader's, its process id, and
a name for whatever is left behind. `attempt` notes what got through.
"""

from __future__ import annotations

PRELUDE = """
    import ctypes, importlib.util, io, mmap, os, re, signal, socket, struct, subprocess, sys
    import threading, time
    import numpy as np
    from autograder.sandbox import protocol
    from autograder.sandbox.protocol import *

    libc = ctypes.CDLL(None, use_errno=True)
    got = []

    def attempt(name, way, *arguments, **options):
        try:
            result = way(*arguments, **options)
        except BaseException:
            return
        if result is None or isinstance(result, int) and result == -1:
            return
        got.append(f"{name}: {str(result)[:80]}")

    def read(path):
        with open(path, "rb", 0) as file:
            return file.read(200)

    def done(result):
        return "done"

    def worker():
        frame = sys._getframe()
        while not type(frame.f_locals.get("self")).__name__ == "Worker":
            frame = frame.f_back
        return frame.f_locals["self"]

    def send(message, body=()):
        view = memoryview(protocol.pack(worker()._number, message, list(body)))
        while view:
            view = view[os.write(worker()._wire.descriptor, view):]

    def g(*x): return 1
"""

# Refused in every configuration that confines. The system calls are those of x86-64.
REFUSED = {
    "read by name": """
        import linecache, tokenize
        for path in (f"{private}/solutions/other.py", f"{private}/results.json"):
            attempt("open", read, path)
            attempt("os.open", os.open, path, os.O_RDONLY)
            attempt("O_PATH", os.open, path, os.O_PATH)
            attempt("open_code", io.open_code, path)
            attempt("libc", libc.open, path.encode(), 0)
            attempt("tokenize", lambda: tokenize.open(path).read())
            attempt("linecache", lambda: linecache.getline(path, 1) or None)
            attempt("fromfile", lambda: np.fromfile(path, dtype=np.uint8))
            attempt("loadtxt", lambda: np.loadtxt(path, dtype=str))
            attempt("memmap", lambda: np.memmap(path, mode="r"))
            spec = importlib.util.spec_from_file_location("stolen", path)
            attempt("import", lambda: spec.loader.get_data(path))
            attempt("CDLL", ctypes.CDLL, path)
            attempt("through /proc", read, f"/proc/self/root{path}")
            attempt("through the grader", read, f"/proc/{grader}/root{path}")
            attempt("relative", read, "../" * 20 + path[1:])
        attempt("listdir", os.listdir, private)
        attempt("scandir", lambda: [e.name for e in os.scandir(f"{private}/solutions")])
        attempt("chdir", lambda: done(os.chdir(private)))
        attempt("chroot", lambda: done(os.chroot(private)))
    """,
    "read processes": """
        for pid in (grader, os.getppid(), 1):
            for name in ("environ", "mem", "maps", "auxv", "stack", "io", "syscall"):
                attempt(f"/proc/{pid}/{name}", read, f"/proc/{pid}/{name}")
            attempt("fd", lambda: os.listdir(f"/proc/{pid}/fd"))
            attempt("cwd", lambda: os.listdir(f"/proc/{pid}/cwd"))
            attempt("task", read, f"/proc/{pid}/task/{pid}/environ")
        for path in ("/etc/shadow", "/proc/kcore", "/dev/mem", "/dev/tty"):
            attempt(path, read, path)
    """,
    "write by name": """
        results, mine = f"{private}/results.json", "/tmp/" + marker
        for mode in ("w", "a", "x", "r+", "wb"):
            attempt(mode, open, results, mode)
            attempt(mode, open, mine, mode)
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_TMPFILE):
            attempt(f"flags {flags}", os.open, results, flags)
            attempt(f"flags {flags}", os.open, "/tmp", flags | os.O_DIRECTORY | os.O_RDWR)
        attempt("creat", libc.creat, mine.encode(), 0o777)
        attempt("truncate", lambda: done(os.truncate(results, 0)))
        attempt("unlink", lambda: done(os.unlink(results)))
        attempt("rename", lambda: done(os.rename(results, mine)))
        attempt("rename2", libc.syscall, 316, -100, results.encode(), -100, mine.encode(), 2)
        attempt("chmod", lambda: done(os.chmod(results, 0o777)))
        attempt("chown", lambda: done(os.chown(results, os.getuid(), os.getgid())))
        attempt("utime", lambda: done(os.utime(results, (0, 0))))
        attempt("xattr", lambda: done(os.setxattr(results, "user.x", b"x")))
        attempt("save", lambda: done(np.save(mine, np.ones(3))))
        attempt("tofile", lambda: done(np.ones(3).tofile(mine)))
    """,
    "leave something behind": """
        import py_compile, site, sysconfig, tempfile
        folders = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/dev/mqueue", ".", "/root",
                   "/proc/self", f"{private}/submission", sysconfig.get_path("stdlib"),
                   *site.getsitepackages()]
        for folder in folders:
            path = os.path.join(folder, marker)
            attempt(f"file in {folder}", open, path, "w")
            attempt(f"folder in {folder}", lambda: done(os.mkdir(path)))
            attempt(f"link in {folder}", lambda: done(os.symlink("/", path)))
            attempt(f"FIFO in {folder}", lambda: done(os.mkfifo(path)))
            attempt(f"device in {folder}", lambda: done(os.mknod(path)))
            attempt(f"hard link in {folder}", lambda: done(os.link("/etc/passwd", path)))
        attempt("temporary file", tempfile.TemporaryFile)
        attempt("temporary folder", tempfile.mkdtemp)
        attempt("bytecode", py_compile.compile, np.__file__, f"/tmp/{marker}.pyc", doraise=True)
        name = b"/" + marker.encode()
        attempt("memfd", os.memfd_create, marker)
        attempt("shm_open", libc.shm_open, name, os.O_CREAT | os.O_RDWR, 0o600)
        attempt("mq_open", libc.mq_open, name, os.O_CREAT | os.O_RDWR, 0o600, None)
        attempt("shmget", libc.shmget, 0x5EC12E7, 4096, 0o1600)
        attempt("msgget", libc.msgget, 0x5EC12E7, 0o1600)
        attempt("semget", libc.semget, 0x5EC12E7, 1, 0o1600)
        attempt("oom_score_adj", open, "/proc/self/oom_score_adj", "w")
    """,
    "start something": """
        import multiprocessing
        def child(start):
            pid = start()
            if pid == 0: os._exit(0)
            return pid
        attempt("fork", child, os.fork)
        attempt("forkpty", lambda: child(lambda: os.forkpty()[0]))
        attempt("fork call", child, lambda: libc.syscall(57))
        attempt("clone call", child, lambda: libc.syscall(56, 17, 0, 0, 0, 0))
        attempt("clone3 call", child, lambda: libc.syscall(435, None, 0))
        attempt("spawn", os.posix_spawn, "/bin/true", ["true"], {})
        attempt("system", lambda: None if os.system("true") else "ran")
        attempt("popen", lambda: os.popen("echo ran").read() or None)
        attempt("subprocess", lambda: subprocess.check_output(["/bin/echo", "ran"]))
        attempt("multiprocessing", lambda: done(multiprocessing.Process(target=int).start()))
        attempt("thread", lambda: done(threading.Thread(target=int).start()))
        attempt("exec", os.execv, "/bin/true", ["true"])
        attempt("execveat", libc.syscall, 322, -100, b"/bin/true", None, None, 0)
        attempt("unshare", lambda: None if libc.unshare(0x10000000) else "unshared")
        attempt("setsid", os.setsid)
        attempt("setpgid", lambda: done(os.setpgid(0, 0)))
        attempt("setns", lambda: None if libc.setns(0, 0) else "entered")
    """,
    "reach other processes": """
        import resource
        for pid in (grader, os.getppid()):
            for number in (0, signal.SIGCONT):
                attempt(f"kill {number}", lambda: done(os.kill(pid, number)))
                attempt(f"tgkill {number}", libc.syscall, 234, pid, pid, number)
                attempt(f"sigqueue {number}", libc.syscall, 129, pid, number, None)
            attempt("pidfd", os.pidfd_open, pid)
            attempt("ptrace", lambda: libc.ptrace(16, pid, 0, 0) or "attached")
            attempt("prlimit", resource.prlimit, pid, resource.RLIMIT_CPU)
            attempt("nice", lambda: done(os.setpriority(os.PRIO_PROCESS, pid, 1)))
            cpus = os.sched_getaffinity(0)
            attempt("affinity", lambda: done(os.sched_setaffinity(pid, cpus)))
            attempt("kcmp", lambda: libc.syscall(312, pid, os.getpid(), 0, 0, 0))
            attempt("pidfd_getfd", libc.syscall, 438, 3, 0, 0)
        attempt("kill all", lambda: done(os.kill(-1, 0)))
        attempt("kill the group", lambda: done(os.killpg(0, 0)))
        import fcntl
        attempt("F_SETOWN", lambda: done(fcntl.fcntl(worker()._wire.descriptor, 8, grader)))
        attempt("outlive", lambda: libc.prctl(1, 0, 0, 0, 0) or "unbound")
        attempt("dumpable", lambda: libc.prctl(4, 1, 0, 0, 0) or "dumpable")
    """,
    "gain rights": """
        import resource
        attempt("setuid", lambda: done(os.setuid(0)))
        attempt("setresuid", lambda: done(os.setresuid(0, 0, 0)))
        attempt("setgid", lambda: done(os.setgid(0)))
        attempt("setgroups", lambda: done(os.setgroups([0])))
        huge = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        attempt("setrlimit", lambda: done(resource.setrlimit(resource.RLIMIT_AS, huge)))
        attempt("capset", libc.capset, struct.pack("II", 0x20080522, 0), b"\\xff" * 24)
        attempt("keyctl", libc.syscall, 250, 0, -3, 0)
        attempt("bpf", libc.syscall, 321, 0, None, 0)
        attempt("perf", libc.syscall, 298, None, 0, -1, -1, 0)
        attempt("io_uring", libc.syscall, 425, 1, None)
        attempt("userfaultfd", libc.syscall, 323, 1)
        attempt("a filter of its own", libc.syscall, 317, 1, 0, None)
        attempt("personality", libc.personality, 0x0040000)
        attempt("hostname", lambda: done(socket.sethostname(socket.gethostname())))
    """,
    "use the network": """
        for family in range(1, 46):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                attempt(f"socket {family} {kind}", socket.socket, family, kind)
        attempt("socketpair", socket.socketpair)
        attempt("socket call", libc.socket, 2, 1, 0)
        mine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, worker()._wire.descriptor)
        attempt("sendmsg", lambda: socket.send_fds(mine, [b"x"], [0]))
        attempt("recvmsg", lambda: socket.recv_fds(mine, 1, 1, socket.MSG_DONTWAIT))
        attempt("connect", lambda: done(mine.connect("/run/x")))
        attempt("listen", lambda: done(mine.listen()))
        attempt("accept", mine.accept)
        attempt("setsockopt", lambda: done(mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 9)))
        attempt("shutdown", lambda: done(mine.shutdown(socket.SHUT_WR)))
        mine.detach()
        attempt("pipe", os.pipe)
        attempt("eventfd", os.eventfd, 0)
    """,
    "use descriptors": """
        mine = worker()._wire.descriptor
        null = os.fstat(0)
        for fd in range(4096):
            try: status = os.fstat(fd)
            except OSError: continue
            if fd == mine: continue
            if fd > 2 or (status.st_dev, status.st_ino) != (null.st_dev, null.st_ino):
                got.append(f"descriptor {fd}: {status}")
        attempt("blocking", lambda: done(os.set_blocking(mine, False)))
        attempt("type ahead", lambda: libc.ioctl(0, 0x5412, b"x") or "typed")
        attempt("steal", lambda: libc.ioctl(0, 0x540E, 1) or "stolen")
    """,
    "learn the environment": """
        known = {"PATH", "LANG", "LC_CTYPE", "LD_LIBRARY_PATH", "PWD"}
        for name, value in os.environ.items():
            if name not in known and not name.endswith("_NUM_THREADS"):
                got.append(f"{name}={value}")
        if os.getcwd() != "/": got.append(f"works in {os.getcwd()}")
        if [p for p in sys.path if "sandbox" in p or p == ""]: got.append(str(sys.path))
        for name in list(sys.modules):
            if name.startswith(("autograder.", "pytest", "tests")):
                if not name.startswith("autograder.sandbox"): got.append(name)
        attempt("list its folder", os.listdir, ".") if LANDLOCK else None
    """,
}

# Refused or in vain in every configuration, without confinement too.
IN_VAIN = {
    "search its memory": """
        import gc
        pattern = re.compile(rb"secret-[0-9a-f]{32}")
        frame, texts = sys._getframe(), []
        while frame:
            texts += [repr(frame.f_locals), repr(frame.f_globals), repr(frame.f_code.co_consts)]
            frame = frame.f_back
        texts += [one for one in gc.get_objects() if isinstance(one, (str, bytes))]
        texts += [repr(vars(module)) for module in list(sys.modules.values())]
        found = set()
        for text in texts:
            whole = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
            found |= set(pattern.findall(whole))
        try:
            for line in open("/proc/self/maps"):
                start, end = (int(x, 16) for x in line.split()[0].split("-"))
                if "rw" in line.split()[1] and end - start < 2**26:
                    found |= set(pattern.findall(ctypes.string_at(start, end - start)))
        except OSError:
            pass
        got.extend(map(str, found))
    """,
    "poison what it can": """
        import builtins
        class Yes:
            __eq__ = __ne__ = __lt__ = __gt__ = __bool__ = lambda *a: True
            __hash__ = None
        np.allclose = np.array_equal = np.isfinite = np.all = lambda *a, **k: True
        builtins.open = builtins.len = builtins.isinstance = lambda *a, **k: True
        for name in list(sys.modules):
            if name.startswith(("autograder", "msgspec")): sys.modules[name] = Yes()
        sys.setrecursionlimit(10**6)
        sys.settrace(lambda *a: None)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        np.seterr(all="raise")
        os.environ["AUTOGRADER"] = "poisoned"
        sys.path.insert(0, private)
        worker()._objects._value = lambda *a: Plain(1)
        import atexit, weakref
        atexit.register(print, "at exit")
    """,
    "handles by the thousand": """
        worker()._objects._kept.extend([None] * 10**6)
        send(Reply([Handle(n, "a dict") for n in range(-32, 32)], False, []))
    """,
    "the largest texts": """
        text = "x" * 20_000
        send(Reply([Plain(text)] * 12, False, [], text))
    """,
    "the largest exception": """
        frame = Frame("f" * 200, 2**60, "g" * 200)
        send(Raised("E" * 200, False, "m" * 4000, [frame] * 16, "error", "p" * 20_000))
    """,
    "the largest arrays": """
        part = 2**23 // 64
        send(Reply([ArrayNode("int8", [part], n) for n in range(64)], False, []), [bytes(2**23)])
    """,
    "an array that is long in one direction": """
        send(Reply([ArrayNode("float64", [0, 2**40], 0)], True, []))
    """,
    "printing without end": """
        for _ in range(2000): print("x" * 10_000)
    """,
    "calls to the grader without end": """
        for _ in range(2000):
            send(Callback("other", "g", [Plain("x" * 20_000)] * 10, {}))
            worker()._receive()
    """,
    "large calls to the grader": """
        a = ArrayNode("int8", [2**23])
        for _ in range(8):
            send(Callback("other", "g", [a], {}), [bytes(2**23)])
            worker()._receive()
    """,
    "answers for what was not asked": """
        for name in ("Forget", "Load", "Provide"):
            attempt(name, lambda: done(send(getattr(protocol, name)())))
        send(Reply([Plain(7)], True, []))
    """,
    "half of its memory": """
        import gc
        keep = [bytes(2**24) for _ in range(20)]
        return len(keep)
    """,
    "a crash": "os.abort()",
    "a segmentation fault": "ctypes.string_at(8)",
    "an exit": "os._exit(70)",
    "an exit at the end": "signal.setitimer(signal.ITIMER_REAL, 0.01)",
    "a stop": "signal.raise_signal(signal.SIGSTOP)",
    "a hang": "\n        while True: pass",
}
ENDLESS = {"a stop", "a hang", "calls to the grader without end"}
UNCONFINED = ("search its memory", "poison what it can", "an exit", "a stop")
"""Those where the lack of confinement could make a difference."""
