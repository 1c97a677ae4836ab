"""Writes reports and gradebooks, one module a format."""
