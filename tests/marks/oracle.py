"""The assignment's functions once more, element by element in plain loops, and cases to compare on.

Written from the specification alone: nothing here is shared with the reference or the checks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

MODES = ("zero", "edge", "reflect", "wrap")
SIGNED = (np.int8, np.int16, np.int32, np.int64)
UNSIGNED = (np.uint8, np.uint16, np.uint32, np.uint64)
FLOATS = (np.float16, np.float32, np.float64)


# ------------------------------------------------------------------------------------ functions


def source_of(place: int, n: int, mode: str) -> int | None:
    """The element that stands `place` places after the first one, or None for a zero."""
    if 0 <= place < n:
        return place
    if mode == "zero":
        return None
    if mode == "edge":
        return 0 if place < 0 else n - 1
    if mode == "reflect":
        return -place if place < 0 else 2 * (n - 1) - place
    return place + n if place < 0 else place - n


def refuses(n: int, before: int, after: int, mode: str) -> bool:
    if mode not in MODES or before < 0 or after < 0:
        return True
    widest = {"reflect": n - 1, "wrap": n}.get(mode, max(before, after))
    return max(before, after) > widest


def pad(x, before, after, mode="zero"):
    n = x.shape[-1]
    out = np.zeros((*x.shape[:-1], before + n + after))
    for lead in np.ndindex(x.shape[:-1]):
        for place in range(-before, n + after):
            source = source_of(place, n, mode)
            if source is not None:
                out[(*lead, place + before)] = float(x[(*lead, source)])
    return out


def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    out = np.zeros((*grad_padded.shape[:-1], n))
    for lead in np.ndindex(grad_padded.shape[:-1]):
        for place in range(-before, n + after):
            source = source_of(place, n, mode)
            if source is not None:
                out[(*lead, source)] += float(grad_padded[(*lead, place + before)])
    return out


def conv1d(x, w, b, boundary):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    z = []
    for j in range(n):
        terms = [float(b)]
        for i in range(k):
            source = source_of(j - p + i, n, boundary)
            if source is not None:
                terms.append(float(w[i]) * float(x[source]))
        z.append(math.fsum(terms))
    return np.array(z)


def conv1d_gradients(grad_z, x, w, boundary):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    grad_x, grad_w = np.zeros(n), np.zeros(k)
    for j, i in itertools.product(range(n), range(k)):
        source = source_of(j - p + i, n, boundary)
        if source is not None:
            grad_x[source] += float(grad_z[j]) * float(w[i])
            grad_w[i] += float(grad_z[j]) * float(x[source])
    return grad_x, grad_w, math.fsum(float(g) for g in grad_z)


def _windows(x, size, stride, padding):
    """By the place of each output, the places of its inputs, those in the padding left out."""
    lengths = [1 + (n + 2 * padding - k) // stride for n, k in zip(x.shape[2:], size, strict=True)]
    for out in itertools.product(*map(range, lengths)):
        seen = []
        for tap in itertools.product(*map(range, size)):
            place = tuple(stride * o + t - padding for o, t in zip(out, tap, strict=True))
            if all(0 <= i < n for i, n in zip(place, x.shape[2:], strict=True)):
                seen.append((tap, place))
        yield out, seen


def conv(x, w, b, stride, padding, grad_out=None):
    """A convolution of one or two dimensions with channels; with `grad_out` its gradients, too."""
    size = w.shape[2:]
    shape = [1 + (n + 2 * padding - k) // stride for n, k in zip(x.shape[2:], size, strict=True)]
    out = np.zeros((len(x), len(w), *shape))
    grad_x, grad_w, grad_b = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))
    for place, seen in _windows(x, size, stride, padding):
        for a, o in itertools.product(range(len(x)), range(len(w))):
            total = [float(b[o])]
            g = 0.0 if grad_out is None else float(grad_out[(a, o, *place)])
            grad_b[o] += g
            for c, (tap, source) in itertools.product(range(x.shape[1]), seen):
                total.append(float(w[(o, c, *tap)]) * float(x[(a, c, *source)]))
                grad_x[(a, c, *source)] += g * float(w[(o, c, *tap)])
                grad_w[(o, c, *tap)] += g * float(x[(a, c, *source)])
            out[(a, o, *place)] = math.fsum(total)
    return out, grad_x, grad_w, grad_b


def layer(weight, bias, stride, before, after, boundary, activation, x, grad_out_of):
    padded = pad(x, before, after, boundary)
    z = conv(padded, weight, bias, stride, 0)[0]
    g: Callable[[float], float] = {
        "identity": lambda v: v, "relu": lambda v: max(v, 0.0), "tanh": math.tanh,
    }[activation]  # fmt: skip
    slope: Callable[[float], float] = {
        "identity": lambda v: 1.0,
        "relu": lambda v: 1.0 if v > 0 else 0.0,
        "tanh": lambda v: 1.0 / math.cosh(v) ** 2 if abs(v) < 300 else 0.0,
    }[activation]
    out = np.vectorize(g, otypes=[float])(z)
    grad_out = grad_out_of(out.shape)
    grad_z = np.asarray(grad_out, dtype=float) * np.vectorize(slope, otypes=[float])(z)
    _, grad_padded, grad_weight, grad_bias = conv(padded, weight, bias, stride, 0, grad_z)
    return out, grad_out, pad_backward(grad_padded, before, after, boundary), grad_weight, grad_bias


def maxpool(x, size, stride, padding):
    """The maxima, and by each output's place all the places that attain its maximum."""
    shape = [1 + (n + 2 * padding - k) // stride for n, k in zip(x.shape[2:], size, strict=True)]
    out, tied = np.zeros((*x.shape[:2], *shape)), {}
    for place, seen in _windows(x, size, stride, padding):
        for lead in np.ndindex(x.shape[:2]):
            values = [(float(x[(*lead, *source)]), (*lead, *source)) for _, source in seen]
            best = max(value for value, _ in values)
            out[(*lead, *place)] = best
            tied[(*lead, *place)] = [source for value, source in values if value == best]
    return out, tied


# -------------------------------------------------------------------------------------- judging


class WrongError(Exception):
    """What a function returned is not right."""


def array(got: Any, wanted: np.ndarray, inputs: tuple[Any, ...], what: str) -> None:
    arrays = [one for one in inputs if isinstance(one, np.ndarray)]
    single = all(one.dtype == np.float32 for one in arrays)
    if not isinstance(got, np.ndarray):
        raise WrongError(f"{what}: {type(got).__name__}, no array")
    if got.shape != wanted.shape:
        raise WrongError(f"{what}: shape {got.shape}, not {wanted.shape}")
    if not (got.dtype == np.float64 or (single and got.dtype == np.float32)):
        raise WrongError(f"{what}: dtype {got.dtype}")
    scale = np.abs(wanted).max(initial=0.0)
    if scale == 0.0:  # rounding may leave something of the inputs
        scales = sorted(np.abs(np.asarray(one, dtype=float)).max() for one in arrays)
        scale = math.prod(scales[:2])
    bound = (1e-4 if single else 1e-9) * scale
    if not (np.abs(np.asarray(got, dtype=float) - wanted) <= bound).all():
        raise WrongError(f"{what}: values")


def scalar(got: Any, wanted: float, scale: float, inputs: tuple[Any, ...], what: str) -> None:
    if not isinstance(got, (int, float, np.number)) and not (
        isinstance(got, np.ndarray) and got.shape == ()
    ):
        raise WrongError(f"{what}: {type(got).__name__} {np.shape(got)}, no scalar")
    single = all(one.dtype == np.float32 for one in inputs if isinstance(one, np.ndarray))
    if not abs(float(got) - wanted) <= (1e-4 if single else 1e-9) * scale + 1e-300:
        raise WrongError(f"{what}: value")


def several(got: Any, count: int) -> Any:
    if not isinstance(got, (tuple, list)) or len(got) != count:
        raise WrongError(f"{type(got).__name__}, not {count} results")
    return got


def split(grad_x, grad_out, tied, what):
    """Whether a gradient is a valid split; `grad_out` is a power of two in one place only."""
    for place, sources in tied.items():
        g = float(grad_out[place])
        if g == 0.0:
            continue
        inside = math.fsum(float(grad_x[source]) for source in sources)
        if not math.isclose(inside, g, rel_tol=1e-6) or (np.asarray(grad_x) < -1e-9 * g).any():
            raise WrongError(f"{what}: shares that do not add up to 1")
        if not math.isclose(float(np.sum(grad_x, dtype=float)), g, rel_tol=1e-6):
            raise WrongError(f"{what}: a share for an element that is not tied")


def raises(call: Callable[[], Any], what: str) -> None:
    try:
        call()
    except ValueError:
        return
    except Exception as error:
        raise WrongError(f"{what}: {type(error).__name__}, no ValueError") from error
    raise WrongError(f"{what}: no ValueError")


# ---------------------------------------------------------------------------------------- inputs


def draws(rng: np.random.Generator) -> Callable[..., np.ndarray]:
    """Return a function that draws arrays of a random dtype and layout."""
    all_single = rng.random() < 0.15
    plain = rng.random() < 0.4

    def draw(*shape: int, like: str = "any") -> np.ndarray:
        dtype = np.float64
        if all_single:
            dtype = np.float32
        elif not plain:
            dtype = rng.choice([*SIGNED, *UNSIGNED, *FLOATS])
        values = np.asarray(rng.normal(size=shape) * rng.choice([1e-3, 1.0, 50.0]))
        if np.issubdtype(dtype, np.integer):
            values = rng.integers(0 if np.dtype(dtype).kind == "u" else -99, 100, shape)
        if like == "negative" and np.dtype(dtype).kind != "u":
            values = -1 - abs(values)
        if like == "tied":
            values = rng.integers(0, 3, shape)
        values = np.array(values, dtype=dtype)
        kind = rng.integers(5)
        if kind == 1:
            values = np.flip(np.array(np.flip(values)))
        elif kind == 2 and values.ndim:
            room = np.zeros((*values.shape[:-1], 2 * values.shape[-1]), dtype)
            room[..., ::2] = values
            values = room[..., ::2]
        elif kind == 3:
            values = np.array(values, order="F")
        if kind == 4 and isinstance(values, np.ndarray):
            values.flags.writeable = False
        return values

    return draw


class Kept:
    """Raises `WrongError` where an array was changed in a `with` block."""

    def __init__(self, *arrays: Any) -> None:
        self._arrays = [a for a in arrays if isinstance(a, np.ndarray)]

    def __enter__(self) -> None:
        self._before = [a.copy() for a in self._arrays]

    def __exit__(self, kind: Any, *_: object) -> None:
        same = (
            b.shape == a.shape and b.dtype == a.dtype and (b == a).all()
            for b, a in zip(self._before, self._arrays, strict=True)
        )
        if kind is None and not all(same):
            raise WrongError("an input was changed")


def _either(rng, function, *args, **kwargs):
    """Call with positional or with named arguments."""
    names = {
        "conv1d_forward": "x w b boundary", "conv1d_backward": "grad_z x w boundary",
        "sgd_step": "param grad lr", "pad": "x before after mode",
        "pad_backward": "grad_padded before after mode", "maxpool1d_forward": "x window padding",
        "maxpool2d_forward": "x window stride padding",
        "conv2d_forward": "x w b stride padding",
        "maxpool1d_backward": "grad_out cache", "maxpool2d_backward": "grad_out cache",
        "conv2d_backward": "grad_out cache",
    }[kwargs.pop("name")].split()  # fmt: skip
    if rng.random() < 0.5:
        return function(*args)
    return function(**dict(zip(names, args, strict=False)))


# ----------------------------------------------------------------------------------------- cases


def check(student: SimpleNamespace, seed: int) -> Iterator[tuple[str, str]]:
    """Put one random case of each question to a submission; yield a question and what is wrong."""
    rng = np.random.default_rng(seed)
    for question, case in CASES:
        try:
            case(student, rng)
        except WrongError as wrong:
            yield question, str(wrong)
        except Exception as error:
            yield question, f"{type(error).__name__}: {error}"


def _conv1d_case(boundaries, gradients):
    def case(student, rng):
        draw = draws(rng)
        n, k = int(rng.integers(1, 9)), int(rng.integers(1, 10))
        boundary = str(rng.choice(boundaries))
        left = (k - 1) // 2
        x, w = draw(n), draw(k)
        b = rng.choice([0.25, -3.0]) if rng.random() < 0.5 else draw(1)[0]
        optional = (boundary,) if boundary != "zero" or rng.random() < 0.5 else ()
        module = student.conv1d
        if not gradients:
            call = module.conv1d_forward, x, w, b
        else:
            grad_z = draw(n)
            call = module.conv1d_backward, grad_z, x, w
        if refuses(n, left, k - 1 - left, boundary):
            raises(lambda: call[0](*call[1:], boundary), boundary)
            return
        name = "conv1d_backward" if gradients else "conv1d_forward"
        with Kept(*call[1:]):
            got = _either(rng, *call, *optional, name=name)
        if not gradients:
            array(got, conv1d(x, w, b, boundary), (x, w), f"z {boundary}")
            return
        grad_x, grad_w, grad_b = conv1d_gradients(grad_z, x, w, boundary)
        for _ in range(2):
            got = several(got, 3)
            array(got[0], grad_x, (grad_z, x, w), f"grad_x {boundary}")
            array(got[1], grad_w, (grad_z, x, w), f"grad_w {boundary}")
            scale = float(np.abs(np.asarray(grad_z, float)).sum())
            scalar(got[2], grad_b, scale, (grad_z, x, w), "grad_b")
            got = module.conv1d_backward(grad_z, x, w, *optional)

    return case


def _boundary_errors(student, rng):
    x, w = np.arange(3.0), np.ones(int(rng.integers(1, 9)))
    raises(lambda: student.conv1d.conv1d_forward(x, w, 0.0, "mirror"), "forward, unknown")
    raises(lambda: student.conv1d.conv1d_backward(x, x, w, "mirror"), "backward, unknown")


def _step_case(student, rng):
    draw = draws(rng)
    shape = tuple(rng.integers(1, 4, rng.integers(0, 4)))
    param, grad, lr = draw(*shape), draw(*shape), float(rng.choice([0.1, 0.01, 2.0]))
    if shape == () and rng.random() < 0.7:
        param, grad = float(param), float(grad)
    with Kept(param, grad):
        got = _either(rng, student.conv1d.sgd_step, param, grad, lr, name="sgd_step")
    if shape == ():
        wanted = float(param) - lr * float(grad)
        scalar(got, wanted, abs(float(param)) + abs(float(grad)), (param, grad), "updated")
        return
    wanted = np.asarray(param, float) - lr * np.asarray(grad, float)
    array(got, wanted, (param, grad), "updated")


def _pad_case(student, rng):
    draw = draws(rng)
    shape = (*rng.integers(1, 4, rng.integers(0, 3)), int(rng.integers(1, 6)))
    before, after = (int(v) for v in rng.integers(0, 7, 2))
    mode = str(rng.choice([*MODES, *MODES, "mirror"]))
    if rng.random() < 0.05:
        before, after = (-1, after) if rng.random() < 0.5 else (before, -1)
    optional = (mode,) if mode != "zero" or rng.random() < 0.5 else ()
    x = draw(*shape)
    module = student.boundary
    if refuses(shape[-1], before, after, mode):
        raises(lambda: module.pad(x, before, after, mode), f"pad {before} {after} {mode}")
        return
    with Kept(x):
        got = _either(rng, module.pad, x, before, after, *optional, name="pad")
    array(got, pad(x, before, after, mode), (x,), f"padded {before} {after} {mode}")


def _pad_backward_case(student, rng):
    draw = draws(rng)
    shape = tuple(rng.integers(1, 4, rng.integers(0, 3)))
    n = int(rng.integers(1, 6))
    before, after = (int(v) for v in rng.integers(0, 7, 2))
    mode = str(rng.choice([*MODES, *MODES, "mirror"]))
    if rng.random() < 0.05:
        before, after = (-1, after) if rng.random() < 0.5 else (before, -1)
    optional = (mode,) if mode != "zero" or rng.random() < 0.5 else ()
    module = student.boundary
    grad = draw(*shape, max(n + before + after, 1))
    if refuses(grad.shape[-1] - before - after, before, after, mode):
        if grad.shape[-1] - before - after >= 1:
            raises(lambda: module.pad_backward(grad, before, after, mode), f"pad_backward {mode}")
        return
    with Kept(grad):
        got = _either(rng, module.pad_backward, grad, before, after, *optional, name="pad_backward")
    wanted = pad_backward(grad, before, after, mode)
    scale = np.abs(np.asarray(grad, float)).max()
    if not np.abs(wanted).max() > 1e-6 * scale:
        return
    array(got, wanted, (grad,), f"grad_x {before} {after} {mode}")


def _layer_case(part):
    def case(student, rng):
        draw = draws(rng)
        make = student.conv_layer.ConvLayer1d
        k, stride = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        before, after = (int(v) for v in rng.integers(0, 4, 2))
        if rng.random() < 0.5:
            before = after
        batch, c_in, c_out, n = (int(v) for v in rng.integers(1, 5, 4))
        boundary, activation = str(rng.choice(MODES)), str(rng.choice(["identity", "relu", "tanh"]))
        padding = before if before == after else (before, after)
        weight, bias, x = draw(c_out, c_in, k), draw(c_out), draw(batch, c_in, n)
        wrong = rng.random()
        if part == "forward" and wrong < 0.4:
            if wrong < 0.1:
                stride = int(rng.choice([0, -1]))
            elif wrong < 0.15:
                boundary = "mirror"
            elif wrong < 0.2:
                activation = "sigmoid"
            elif wrong < 0.3:
                x = draw(batch, c_in + int(rng.choice([1, -1])) or 2, n)
        bad = (
            refuses(n, before, after, boundary)
            or k > n + before + after
            or stride < 1
            or activation == "sigmoid"
            or x.shape[1] != c_in
        )
        options = {"stride": stride, "padding": padding, "boundary": boundary}
        if activation != "identity" or rng.random() < 0.5:
            options["activation"] = activation
        if bad:
            if part == "forward":
                raises(
                    lambda: make(weight, bias, *options.values()).forward(x),
                    f"{n} {k} {x.shape} {options}",
                )
            return
        other = make(draw(1, 1, 1), draw(1))
        if np.abs(np.asarray(x, float)).max() > 10 and activation == "tanh":
            x = np.asarray(x, dtype=float) / 100
        with Kept(weight, bias, x):
            one = make(weight, bias, **options)
            grad_out_of = lambda shape: draw(*shape)  # noqa: E731
            out, grad_out, grad_x, grad_weight, grad_bias = layer(
                weight, bias, stride, before, after, boundary, activation, x, grad_out_of
            )
            inputs = (weight, bias, x)
            if part == "forward":
                for _ in range(2):
                    array(one.forward(x), out, inputs, f"out {options}")
                return
            one.forward(draw(1, c_in, max(k, 4)))
            one.forward(x)
            other.forward(draw(2, 1, 5))
            inputs += (grad_out,)
            with Kept(grad_out):
                for _ in range(2):
                    got = one.backward(grad_out)
                    if part == "backward":
                        scale_ok = activation != "tanh" or np.abs(out).max() < 0.999
                        if not scale_ok:
                            return
                        array(got, grad_x, inputs, f"grad_x {options}")
                        array(one.grad_weight, grad_weight, inputs, f"grad_weight {options}")
                        array(one.grad_bias, grad_bias, inputs, f"grad_bias {options}")
                if part == "backward":
                    return
            grad_weight = np.array(one.grad_weight, dtype=float)
            grad_bias = np.array(one.grad_bias, dtype=float)
            one.step(0.125)
            array(one.weight, np.asarray(weight, float) - 0.125 * grad_weight, inputs, "weight")
            array(one.bias, np.asarray(bias, float) - 0.125 * grad_bias, inputs, "bias")
            now = make(np.array(one.weight), np.array(one.bias), **options)
            array(one.forward(x), np.array(now.forward(x), float), inputs, "out after the step")

    return case


def _pool_case(dimensions, gradients):
    def case(student, rng):
        draw = draws(rng)
        lead = tuple(int(v) for v in rng.integers(1, 3, 2)) if dimensions == 2 else ()
        shape = tuple(int(v) for v in rng.integers(1, 7, dimensions))
        window = tuple(int(v) for v in rng.integers(1, 6, dimensions))
        stride = int(rng.integers(1, 4)) if dimensions == 2 else 1
        padding = int(rng.integers(0, min(window)))
        if rng.random() < 0.25:
            padding = int(rng.choice([-1, min(window), max(window)]))
        elif rng.random() < 0.1:
            stride = stride if dimensions == 1 else int(rng.choice([0, -1]))
        elif rng.random() < 0.1:
            window = (*window[:-1], int(rng.choice([0, -1])))
        kind = str(rng.choice(["any", "negative", "tied"]))
        if kind == "any" and gradients:
            kind = "tied"
        x = draw(*lead, *shape, like=kind)
        forward = getattr(student.pool, f"maxpool{dimensions}d_forward")
        backward = getattr(student.pool, f"maxpool{dimensions}d_backward")
        options = (stride, padding) if dimensions == 2 else (padding,)
        argument = window if dimensions == 2 else window[0]
        bad = (
            min(window) < 1
            or stride < 1
            or not 0 <= padding < min(window)
            or any(k > n + 2 * padding for n, k in zip(shape, window, strict=True))
        )
        if bad:
            if not gradients:
                raises(lambda: forward(x, argument, *options), f"{x.shape} {argument} {options}")
            return
        if options == (0,) * len(options) or (options == (1, 0) and rng.random() < 0.5):
            options = ()
        full = x if dimensions == 2 else x[np.newaxis, np.newaxis]
        out, tied = maxpool(full, window, stride, padding)
        name = f"maxpool{dimensions}d_forward"
        with Kept(x):
            got = several(_either(rng, forward, x, argument, *options, name=name), 2)
            if not gradients:
                array(got[0], out if dimensions == 2 else out[0, 0], (x,), f"out {options}")
                return
            forward(draw(*lead, *(n + 2 for n in shape)), argument, *options)
            # One window at a time with ties; all of them where there are none.
            upstreams = []
            for place in list(tied)[:: max(1, len(tied) // 3)]:
                one = np.zeros(out.shape, np.float32 if x.dtype == np.float32 else np.float64)
                one[place] = 2.0
                upstreams.append(one)
            for grad_out in upstreams:
                handed = grad_out if dimensions == 2 else grad_out[0, 0]
                with Kept(handed):
                    grad_x = backward(handed, got[1])
                if not isinstance(grad_x, np.ndarray) or grad_x.shape != x.shape:
                    raise WrongError(f"grad_x: {type(grad_x).__name__} {np.shape(grad_x)}")
                if grad_x.dtype != np.float64 and not grad_x.dtype == x.dtype == np.float32:
                    raise WrongError(f"grad_x: {grad_x.dtype}")
                split(
                    grad_x if dimensions == 2 else grad_x[np.newaxis, np.newaxis],
                    grad_out,
                    tied,
                    "grad_x",
                )
            summed = backward(draw(*(out.shape if dimensions == 2 else out.shape[2:])), got[1])
            if summed.dtype not in (np.float32, np.float64):
                raise WrongError(f"grad_x: {summed.dtype}")
        y = rng.permutation(x.size).reshape(x.shape) - x.size / 2.0
        full = y if dimensions == 2 else y[np.newaxis, np.newaxis]
        out, tied = maxpool(full, window, stride, padding)
        grad_out = rng.normal(size=out.shape)
        wanted = np.zeros(full.shape)
        for place, sources in tied.items():
            wanted[sources[0]] += grad_out[place]
        out, cache = forward(y, argument, *options)
        for _ in range(2):
            handed = grad_out if dimensions == 2 else grad_out[0, 0]
            got = _either(rng, backward, handed, cache, name=f"maxpool{dimensions}d_backward")
            array(got, wanted.reshape(y.shape), (y, handed), "grad_x")

    return case


def _conv2d_case(gradients):
    def case(student, rng):
        draw = draws(rng)
        batch, c_in, c_out = (int(v) for v in rng.integers(1, 4, 3))
        shape, size = (tuple(int(v) for v in rng.integers(1, m, 2)) for m in (7, 4))
        stride, padding = int(rng.integers(1, 4)), int(rng.integers(0, 3))
        if rng.random() < 0.1:
            stride = int(rng.choice([0, -1]))
        elif rng.random() < 0.1:
            padding = -1
        other = int(rng.integers(1, 4)) if rng.random() < 0.3 else c_in
        x, w, b = draw(batch, c_in, *shape), draw(c_out, other, *size), draw(c_out)
        bad = stride < 1 or padding < 0 or other != c_in
        bad = bad or any(k > n + 2 * padding for n, k in zip(shape, size, strict=True))
        module = student.conv2d
        if bad:
            if not gradients:
                raises(
                    lambda: module.conv2d_forward(x, w, b, stride, padding),
                    f"{x.shape} {w.shape} {stride} {padding}",
                )
            return
        out = conv(x, w, b, stride, padding)[0]
        options = (stride, padding) if (stride, padding) != (1, 0) or rng.random() < 0.5 else ()
        with Kept(x, w, b):
            got = _either(rng, module.conv2d_forward, x, w, b, *options, name="conv2d_forward")
            got = several(got, 2)
            if not gradients:
                array(got[0], out, (x, w, b), f"out {options}")
                return
            module.conv2d_forward(draw(1, 2, 5, 6), draw(2, 2, 2, 2), draw(2), 2, 1)
            grad_out = draw(*out.shape)
            _, grad_x, grad_w, grad_b = conv(x, w, b, stride, padding, grad_out)
            with Kept(grad_out):
                for _ in range(2):
                    grads = _either(
                        rng, module.conv2d_backward, grad_out, got[1], name="conv2d_backward"
                    )
                    grads = several(grads, 3)
                    inputs = (x, w, b, grad_out)
                    array(grads[0], grad_x, inputs, f"grad_x {options}")
                    array(grads[1], grad_w, inputs, f"grad_w {options}")
                    array(grads[2], grad_b, inputs, f"grad_b {options}")

    return case


CASES: list[tuple[str, Callable[[SimpleNamespace, np.random.Generator], None]]] = [
    ("1.1", _conv1d_case(["zero"], gradients=False)),
    ("1.2", _conv1d_case(["zero"], gradients=True)),
    ("1.3", _step_case),
    ("2.1", _pad_case),
    ("2.2", _pad_backward_case),
    ("2.3", _conv1d_case(MODES[1:], gradients=False)),
    ("2.3", _conv1d_case(MODES[1:], gradients=True)),
    ("2.3", _boundary_errors),
    ("3.1", _layer_case("forward")),
    ("3.2", _layer_case("backward")),
    ("3.3", _layer_case("step")),
    ("4.1", _pool_case(1, gradients=False)),
    ("4.2", _pool_case(1, gradients=True)),
    ("5.1", _pool_case(2, gradients=False)),
    ("5.2", _pool_case(2, gradients=True)),
    ("6.1", _conv2d_case(gradients=False)),
    ("6.2", _conv2d_case(gradients=True)),
]
