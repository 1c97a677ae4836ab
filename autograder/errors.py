"""The errors that a user of the tool meets; each has an exit code and says what to do next.

AutograderError             exit 2
  ConfigError               config.yaml, or what it names, is not right
  UsageError                a flag or a path is not right
  SubmissionError           a submission cannot be read at all
  EnvironmentFault          exit 1: this machine lacks something that grading needs
"""

from __future__ import annotations


class AutograderError(Exception):
    """Base of all; its text is one sentence or a few, each with what, where and what to do."""

    exit_code = 2


class ConfigError(AutograderError):
    """The assignment's configuration, or a file that it names, is not right."""


class UsageError(AutograderError):
    """A flag, or a path given on the command line, is not right."""


class SubmissionError(AutograderError):
    """A submission cannot be read at all."""


class EnvironmentFault(AutograderError):
    """The machine lacks something that grading needs."""

    exit_code = 1
