"""Returns iterators without end, as themselves and within a tuple that lies about itself."""
import itertools


class Endless(tuple):
    __iter__ = lambda self: itertools.count()
    __len__ = lambda self: 2**60
    __getitem__ = lambda self, key: 1.0


def double(x):
    return itertools.count()


def forward(x):
    return Endless((1, 2))
