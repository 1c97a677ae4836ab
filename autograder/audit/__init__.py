"""Proves the checks of an assignment: what is wrong must lose points, what is right must not.

mutants     small changes to the reference, made by rule
wrong       versions that are wrong: known mistakes and mutants
bench       runs the checks on one of them, in this process
variants    versions that are right, graded as submissions
findings    what the checks miss, and which of them are not needed
run         all of it, over several seeds and processes
reach       which functions of a file may run when others are called
page        the page with the map of mistakes and checks
markdown    the same as tables
"""

from __future__ import annotations
