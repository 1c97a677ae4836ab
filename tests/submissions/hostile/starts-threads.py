"""Starts threads, which would go on after the answer."""
from kit import attempts, done, load, pays

threading = load("threading")


@pays
def double():
    return attempts([
        lambda: done(threading.Thread(target=int, daemon=True).start()),
        lambda: load("_thread").start_new_thread(int, ()),
        lambda: load("concurrent.futures").ThreadPoolExecutor(1).submit(lambda: "ran").result(5),
        lambda: done(threading.Timer(0, int).start()),
    ])
