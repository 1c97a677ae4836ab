"""Deletes the results, the submissions and the assignment."""
from kit import ASSIGNMENT, RESULTS, SECRETS, SUBMISSIONS, attempts, done, load, os, pays

shutil = load("shutil")


@pays
def double():
    found = attempts(lambda p=p: done(os.unlink(p)) for p in SECRETS)
    roots = (RESULTS, SUBMISSIONS, ASSIGNMENT)
    found += attempts(lambda p=p: done(os.rmdir(p)) for p in roots)
    return found + attempts(lambda p=p: done(shutil.rmtree(p)) for p in roots)
