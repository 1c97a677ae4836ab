"""Maps private files into memory."""
from kit import SECRETS, attempts, load, os, pays, secrets_in

mmap = load("mmap")


@pays
def double():
    return attempts(
        lambda p=p: secrets_in(mmap.mmap(os.open(p, 0), 0, prot=mmap.PROT_READ)[:]) for p in SECRETS
    )
