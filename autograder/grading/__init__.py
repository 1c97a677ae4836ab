"""Runs an assignment's checks on submissions and scores what comes of it."""
