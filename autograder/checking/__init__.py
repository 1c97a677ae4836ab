"""A student's own run: the public checks on what is written so far."""
