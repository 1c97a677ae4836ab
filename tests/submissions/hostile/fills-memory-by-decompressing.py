"""Decompresses a bomb of a few kilobytes."""
from kit import load

zlib = load("zlib")


def forward(x):
    bomb = zlib.compress(zlib.compress(bytes(2**26), 1), 9)
    return zlib.decompress(zlib.decompress(bomb)) * 64
