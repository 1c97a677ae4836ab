"""Imports what the assignment may not allow, plainly: fine only where any import is allowed."""
import os
import subprocess


def double(x):
    os.stat("/")
    subprocess.list2cmdline([])
    return x * 2.0
