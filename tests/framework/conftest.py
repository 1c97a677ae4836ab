"""Puts this folder on the path: tests in all of its folders import `tiny_assignment`."""
