"""Runs a submission's code in processes of its own: everything that a security reviewer has to read."""
