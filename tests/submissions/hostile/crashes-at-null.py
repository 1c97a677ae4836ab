"""Reads the memory at address 0."""
from kit import load


def double(x):
    load("ctypes").string_at(0)


def forward(x):
    load("ctypes").memset(0, 0, 1)
