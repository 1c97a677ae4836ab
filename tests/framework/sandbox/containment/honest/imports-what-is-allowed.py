"""Imports every module that the assignment allows, at the top and within functions."""

from __future__ import annotations

from numpy import *  # noqa: F403  # isort: skip

import abc
import collections.abc
import contextlib
import copy
import dataclasses
import enum
import functools
import itertools
import math
import operator
import string
import types
import typing
import warnings
from collections import OrderedDict, defaultdict

import numpy
import numpy as np
from numpy.lib.stride_tricks import as_strided

USED = (abc, collections, contextlib, dataclasses, enum, functools, typing, numpy, as_strided)


def double(x):
    from copy import deepcopy
    from math import fsum

    assert fsum([0.1] * 10) == 1.0
    assert list(itertools.pairwise([1, 2, 3])) == [(1, 2), (2, 3)]
    assert string.ascii_lowercase[0] == "a"
    warnings.warn("a warning", stacklevel=1)
    return deepcopy(operator.mul(x, 2.0))


def forward(x):
    store = defaultdict(list, OrderedDict(x=[x]))
    return copy.copy(store["x"][0]) * 3.0, types.SimpleNamespace(shape=np.shape(x), e=math.e)


def backward(grad, cache):
    return grad.reshape(cache.shape) * 3.0
