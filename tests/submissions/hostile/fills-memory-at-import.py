"""Takes all its memory while it is imported, and keeps it."""
import numpy as np

kept = []
while True:
    kept.append(np.ones(2**22))
