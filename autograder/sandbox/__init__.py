"""Runs a submission's code in processes of its own: all that a security reviewer has to read."""
