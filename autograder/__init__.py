"""Grades assignments in which students write their own layers."""

__version__ = "0.1.0"
