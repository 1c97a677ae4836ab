"""Ends its process while it is imported."""
from kit import os

os._exit(0)
