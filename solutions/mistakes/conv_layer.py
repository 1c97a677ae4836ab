"""Known mistakes of question 3; read as text by `autograder.grading.mistakes`."""
# ruff: noqa: D102

from __future__ import annotations

import numpy as np
from boundary import pad_backward
from conv_layer import ACTIVATIONS, ConvLayer1d

from autograder.grading.mistakes import replaces

# ------------------------------------------------------------------------- 3.1: the constructor


@replaces("ConvLayer1d", loses="3.1")
class NegativeStrideAccepted(ConvLayer1d):
    """A stride below 1 raises no ValueError.

    Neither 0 nor a negative stride has a meaning; check before anything is computed.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, max(stride, 1), padding, boundary, activation)


@replaces("ConvLayer1d", loses="3.1")
class UnknownActivationAccepted(ConvLayer1d):
    """An unknown activation is taken for the identity.

    A misspelt name should be noticed: raise ValueError.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        known = activation if activation in ("relu", "tanh") else "identity"
        super().__init__(weight, bias, stride, padding, boundary, known)


@replaces("ConvLayer1d", loses="3.1")
class UnknownActivationIsAKeyError(ConvLayer1d):
    """An unknown activation raises KeyError.

    Looking it up in a dict does that. The assignment asks for ValueError.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        ACTIVATIONS[activation]
        super().__init__(weight, bias, stride, padding, boundary, activation)


@replaces("ConvLayer1d", loses="3.1")
class UnknownBoundaryAccepted(ConvLayer1d):
    """An unknown boundary is taken for zero.

    A misspelt mode should be noticed: raise ValueError, here or in `forward`.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        known = boundary if boundary in ("edge", "reflect", "wrap") else "zero"
        super().__init__(weight, bias, stride, padding, known, activation)


@replaces("ConvLayer1d", loses=("3.1", "3.2"))
class PaddingPairSwapped(ConvLayer1d):
    """A pair of paddings is taken as (after, before).

    The first of the two is added in front.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.before, self.after = self.after, self.before


@replaces("ConvLayer1d", loses=("3.1", "3.2"))
class PaddingNoPair(ConvLayer1d):
    """A pair of paddings is not accepted.

    `padding` is a number or a pair (before, after).
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, int(padding), boundary, activation)


@replaces("ConvLayer1d", loses="3.1")
class PaddingBehindForgotten(ConvLayer1d):
    """A single padding is added in front only.

    A number stands for both ends.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        if np.ndim(padding) == 0:
            self.after = 0


@replaces("ConvLayer1d", loses=("3.1", "3.2", "3.3"))
class DefaultActivationIsRelu(ConvLayer1d):
    """Without an activation, relu is applied.

    The default is the identity.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="relu"):
        super().__init__(weight, bias, stride, padding, boundary, activation)


# --------------------------------------------------------------------------------- 3.1: forward


@replaces("ConvLayer1d", loses="3.1")
class LayerWithoutBias(ConvLayer1d):
    """The bias is not added.

    out = g(bias_j + …): each output channel has its own.
    """

    def forward(self, x):
        kept, self.bias = self.bias, np.zeros_like(self.bias)
        out = super().forward(x)
        self.bias = kept
        return out


@replaces("ConvLayer1d", loses=("3.1", "3.2", "3.3"))
class BiasAlongTheSignal(ConvLayer1d):
    """The bias is added along the signal instead of by channel.

    NumPy matches last axes first: (B, C_out, M) + (C_out,) needs bias[:, np.newaxis].
    """

    def forward(self, x):
        kept, self.bias = self.bias, np.zeros_like(self.bias)
        out = super().forward(x)
        self.bias = kept
        return out + self.bias


@replaces("ConvLayer1d", loses="3.1")
class BiasAfterTheActivation(ConvLayer1d):
    """The bias is added after the activation.

    It belongs inside: out = g(bias_j + …).
    """

    def forward(self, x):
        kept, self.bias = self.bias, np.zeros_like(self.bias)
        out = super().forward(x)
        self.bias = kept
        return out + self.bias[:, np.newaxis]


@replaces("ConvLayer1d", loses="3.1")
class BiasOfTheFirstChannel(ConvLayer1d):
    """All output channels get the first channel's bias.

    Each has its own: bias has the shape (C_out,).
    """

    def forward(self, x):
        kept, self.bias = self.bias, np.full_like(self.bias, self.bias[0])
        out = super().forward(x)
        self.bias = kept
        return out


@replaces("ConvLayer1d", loses="3.1")
class LayerKernelTurnedRound(ConvLayer1d):
    """The kernels are turned round.

    ⋆ is a cross-correlation: the kernel's index and the signal's rise together.
    """

    def forward(self, x):
        kept, self.weight = self.weight, self.weight[:, :, ::-1]
        out = super().forward(x)
        self.weight = kept
        return out


@replaces("ConvLayer1d", loses="3.1")
class ChannelsAveraged(ConvLayer1d):
    """The input channels are averaged.

    They are added: Σ_k weight_jk ⋆ x_k.
    """

    def forward(self, x):
        kept, self.weight = self.weight, self.weight / self.weight.shape[1]
        out = super().forward(x)
        self.weight = kept
        return out


@replaces("ConvLayer1d", loses="3.1")
class FirstChannelOnly(ConvLayer1d):
    """Only the first input channel is used.

    Each output channel is a sum over all input channels.
    """

    def forward(self, x):
        kept, self.weight = self.weight, self.weight.copy()
        self.weight[:, 1:] = 0.0
        out = super().forward(x)
        self.weight = kept
        return out


@replaces("ConvLayer1d", loses="3.1")
class LastChannelWins(ConvLayer1d):
    """Each input channel overwrites the one before it.

    `z[:, j] = …` in a loop over the channels keeps the last; add them up with +=.
    """

    def forward(self, x):
        kept, self.weight = self.weight, self.weight.copy()
        self.weight[:, :-1] = 0.0
        out = super().forward(x)
        self.weight = kept
        return out


@replaces("ConvLayer1d", loses=("3.1", "3.2", "3.3"))
class WeightAxesSwapped(ConvLayer1d):
    """Input and output channels of the weight are swapped.

    Its shape is (C_out, C_in, K): weight[j, k] leads from input channel k to output channel j.
    """

    def forward(self, x):
        kept, self.weight = self.weight, self.weight.swapaxes(0, 1)
        out = super().forward(x)
        self.weight = kept
        return out


@replaces("ConvLayer1d", loses="3.1")
class ActivationForgotten(ConvLayer1d):
    """The activation is not applied.

    out = g(z), with g as the constructor was told.
    """

    def forward(self, x):
        kept, self.activation = self.activation, "identity"
        z = super().forward(x)
        self.activation = kept
        activate, slope = ACTIVATIONS[kept]
        self._slope = slope(activate(z))
        return z


@replaces("ConvLayer1d", loses="3.1")
class ActivationOfTheInput(ConvLayer1d):
    """The activation is applied to the layer's input.

    It comes last: out = g(bias_j + …).
    """

    def forward(self, x):
        super().forward(x)
        slope = self._slope
        kept, self.activation = self.activation, "identity"
        out = super().forward(ACTIVATIONS[kept][0](np.asarray(x, dtype=float)))
        super().forward(x)
        self.activation, self._slope = kept, slope
        return out


@replaces("ConvLayer1d", loses="3.1")
class TanhIsTheLogisticFunction(ConvLayer1d):
    """`tanh` is computed as 1 / (1 + exp(-z)).

    That is the logistic function; tanh lies between -1 and 1.
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "tanh":
            out = (1.0 + np.tanh(np.arctanh(out.clip(-1 + 1e-15, 1 - 1e-15)) / 2)) / 2
        return out


@replaces("ConvLayer1d", loses="3.1")
class ReluTakesMagnitudes(ConvLayer1d):
    """`relu` returns magnitudes.

    relu(z) is z where z > 0, and 0 elsewhere.
    """

    def forward(self, x):
        kept, self.activation = self.activation, "identity"
        z = super().forward(x)
        self.activation = kept
        activate, slope = ACTIVATIONS[kept]
        self._slope = slope(activate(z))
        return abs(z) if kept == "relu" else activate(z)


@replaces("ConvLayer1d", loses=("3.1", "3.2"))
class StrideIgnored(ConvLayer1d):
    """The stride is ignored.

    Windows are `stride` apart: M = (N + before + after - K) // stride + 1.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.stride = 1


@replaces("ConvLayer1d", loses=("3.1", "3.2", "3.3"))
class LastWindowLeftOut(ConvLayer1d):
    """One window too few is computed.

    The number of windows is (N + before + after - K) // stride + 1: do not forget the one.
    """

    def forward(self, x):
        out = super().forward(x)
        self._windows, self._slope = self._windows[:, :, :-1], self._slope[:, :, :-1]
        return out[:, :, :-1]


@replaces("ConvLayer1d", loses=("3.1", "3.2"))
class TailFilledUp(ConvLayer1d):
    """Where the stride leaves a tail, one window too many is computed.

    Only windows that fit count: divide with //, which rounds down.
    """

    def forward(self, x):
        out = super().forward(x)
        length = self._padded_shape[2]
        if (length - self.weight.shape[2]) % self.stride:
            out = np.concatenate([out, out[:, :, -1:]], axis=2)
        return out


@replaces("ConvLayer1d", loses="3.1")
class StrideStartsLate(ConvLayer1d):
    """The first window is left out.

    The windows start at 0, `stride`, 2 · `stride` and so on.
    """

    def forward(self, x):
        super().forward(x)
        known = self._windows, self._padded_shape, self._slope
        stride, self.stride = self.stride, 1
        out = super().forward(x)
        self.stride = stride
        self._windows, self._padded_shape, self._slope = known
        return out[:, :, stride - 1 :: stride]


@replaces("ConvLayer1d", loses="3.1")
class LayerPadsWithZeros(ConvLayer1d):
    """The input is padded with zeros whatever `boundary` says.

    `pad` takes the mode as its last argument.
    """

    def forward(self, x):
        super().forward(x)
        kept = self._windows, self._padded_shape, self._slope, self.boundary
        self.boundary = "zero"
        out = super().forward(x)
        self._windows, self._padded_shape, self._slope, self.boundary = kept
        return out


@replaces("ConvLayer1d", loses=("3.1", "3.2"))
class OneSampleOnly(ConvLayer1d):
    """Only the first signal of the batch is computed.

    The result has the shape (B, C_out, M).
    """

    def forward(self, x):
        return super().forward(x)[:1]


@replaces("ConvLayer1d", loses="3.1")
class OutputInWholeNumbers(ConvLayer1d):
    """For integers the output is cut to integers.

    `np.zeros_like(x)` takes over the dtype of x. Results are floats.
    """

    def forward(self, x):
        return super().forward(x).astype(x.dtype)


@replaces("ConvLayer1d", loses="3.1")
class FurtherChannelsIgnored(ConvLayer1d):
    """An input with more channels than the weight raises no ValueError.

    A loop over the weight's channels does not notice the others. Compare the two C_in.
    """

    def forward(self, x):
        return super().forward(x[:, : self.weight.shape[1]])


@replaces("ConvLayer1d", loses="3.1")
class OneChannelForAll(ConvLayer1d):
    """An input of one channel is accepted by a layer for several.

    Broadcasting repeats it silently. Compare the two C_in, and raise ValueError.
    """

    def forward(self, x):
        c_in = self.weight.shape[1]
        return super().forward(np.repeat(x, c_in, axis=1) if x.shape[1] == 1 else x)


@replaces("ConvLayer1d", loses="3.1")
class WrongChannelsAreAnIndexError(ConvLayer1d):
    """An input with too few channels raises IndexError.

    An index beyond the input does that. The assignment asks for ValueError, so check first.
    """

    def forward(self, x):
        if x.shape[1] < self.weight.shape[1]:
            raise IndexError("index out of bounds")
        return super().forward(x)


@replaces("ConvLayer1d", loses="3.1")
class TooShortGivesNothing(ConvLayer1d):
    """A kernel longer than the padded input gives an empty result.

    Nothing can be computed then: raise ValueError.
    """

    def forward(self, x):
        length = x.shape[2] + self.before + self.after
        if x.shape[1] == self.weight.shape[1] and self.weight.shape[2] > length:
            return np.zeros((len(x), len(self.weight), 0))
        return super().forward(x)


@replaces("ConvLayer1d", loses="3.1")
class LengthWithoutPaddingChecked(ConvLayer1d):
    """A kernel longer than the input is refused even where the padded input is long enough.

    What counts is N + before + after.
    """

    def forward(self, x):
        if self.weight.shape[2] > x.shape[2]:
            raise ValueError("the kernel is longer than the input")
        return super().forward(x)


@replaces("ConvLayer1d", loses="3.1")
class InputChangedInPlace(ConvLayer1d):
    """The input that was handed in is changed.

    `np.maximum(x, 0, out=x)`, `x -= …` and the like work on the caller's own array.
    """

    def forward(self, x):
        out = super().forward(x)
        x -= x.min()
        return out


@replaces("ConvLayer1d", loses="3.1")
class LayersShareTheirParameters(ConvLayer1d):
    """A layer computes with the parameters of the layer that was made last.

    What belongs to one object is set on `self`; a dict in the class's body is shared by all.
    """

    parameters = {}  # noqa: RUF012

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.parameters.update(weight=self.weight, bias=self.bias)

    def forward(self, x):
        self.weight, self.bias = self.parameters["weight"], self.parameters["bias"]
        return super().forward(x)

    def step(self, lr):
        super().step(lr)
        self.parameters.update(weight=self.weight, bias=self.bias)


@replaces("ConvLayer1d", loses="3.1")
class SameLengthForced(ConvLayer1d):
    """The input is always padded by the kernel's reach.

    The layer is padded by what `padding` says, by nothing if it is 0.
    """

    def forward(self, x):
        k = self.weight.shape[2]
        kept = self.before, self.after
        if kept == (0, 0) and k > 1 and k <= x.shape[2]:
            super().forward(x)
            known = self._windows, self._padded_shape, self._slope
            self.before, self.after = (k - 1) // 2, k // 2
            out = super().forward(x)
            self._windows, self._padded_shape, self._slope = known
            self.before, self.after = kept
            return out
        return super().forward(x)


# -------------------------------------------------------------------------------- 3.2: backward


@replaces("ConvLayer1d.backward", loses="3.2")
def activation_s_part_only(self, grad_out):
    """grad_x is grad_out · g'(z): the activation's part only.

    That is ∂E/∂z. It still has to go back through the convolution, to the input that z is made of.
    """
    grad_z = np.asarray(grad_out, dtype=float) * self._slope
    self.grad_bias = grad_z.sum(axis=(0, 2))
    self.grad_weight = np.einsum("bom,bcmk->ock", grad_z, self._windows)
    return grad_z


@replaces("ConvLayer1d", loses="3.2")
class SlopeForgotten(ConvLayer1d):
    """The derivative of the activation is missing.

    By the chain rule ∂E/∂z = ∂E/∂out · g'(z), before anything else.
    """

    def backward(self, grad_out):
        kept, self._slope = self._slope, np.ones_like(self._slope)
        grad_x = super().backward(grad_out)
        self._slope = kept
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class SlopeForTheInputOnly(ConvLayer1d):
    """In `grad_weight` and `grad_bias` the derivative of the activation is missing.

    All three gradients start from ∂E/∂z = ∂E/∂out · g'(z).
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_bias = grad_out.sum(axis=(0, 2), dtype=float)
        self.grad_weight = np.einsum("bom,bcmk->ock", grad_out, self._windows)
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class SlopeForTheParametersOnly(ConvLayer1d):
    """In grad_x the derivative of the activation is missing.

    All three gradients start from ∂E/∂z = ∂E/∂out · g'(z).
    """

    def backward(self, grad_out):
        super().backward(grad_out)
        known = self.grad_weight, self.grad_bias
        kept, self._slope = self._slope, np.ones_like(self._slope)
        grad_x = super().backward(grad_out)
        self._slope = kept
        self.grad_weight, self.grad_bias = known
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class ReluRisesAtZero(ConvLayer1d):
    """At z = 0 the derivative of relu is taken for 1.

    The assignment fixes it: 0 at 0 and below.
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "relu":
            z = np.einsum("bcmk,ock->bom", self._windows, self.weight) + self.bias[:, np.newaxis]
            self._slope = (z >= 0).astype(float)
        return out


@replaces("ConvLayer1d", loses="3.2")
class ReluRisesEverywhere(ConvLayer1d):
    """The derivative of relu is 1 everywhere.

    `out >= 0` always holds, for relu's output is never negative. It is 1 where out > 0.
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "relu":
            self._slope = (out >= 0).astype(float)
        return out


@replaces("ConvLayer1d", loses="3.2")
class ReluAskedOfTheGradient(ConvLayer1d):
    """The mask of relu is made from the gradient instead of z.

    What passes depends on the sign of z in the forward pass.
    """

    def backward(self, grad_out):
        kept = self._slope
        if self.activation == "relu":
            self._slope = (grad_out > 0).astype(float)
        grad_x = super().backward(grad_out)
        self._slope = kept
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class TanhSlopeOfZ(ConvLayer1d):
    """The derivative of tanh is taken for 1 - z².

    It is 1 - tanh(z)²: the square of the output.
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "tanh":
            z = np.einsum("bcmk,ock->bom", self._windows, self.weight) + self.bias[:, np.newaxis]
            self._slope = 1.0 - z**2
        return out


@replaces("ConvLayer1d", loses="3.2")
class TanhAppliedTwice(ConvLayer1d):
    """The derivative of tanh is taken at the output, not at z.

    1 - tanh(out)² applies tanh a second time; 1 - out² is right.
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "tanh":
            self._slope = 1.0 - np.tanh(out) ** 2
        return out


@replaces("ConvLayer1d", loses="3.2")
class TanhNotSquared(ConvLayer1d):
    """The derivative of tanh is taken for 1 - out.

    It is 1 - out².
    """

    def forward(self, x):
        out = super().forward(x)
        if self.activation == "tanh":
            self._slope = 1.0 - out
        return out


@replaces("ConvLayer1d", loses="3.2")
class WeightGradientAveraged(ConvLayer1d):
    """`grad_weight` is a mean over the batch.

    It is the sum: every signal of the batch contributes to the loss.
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_weight = self.grad_weight / len(grad_out)
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class BiasGradientAveraged(ConvLayer1d):
    """`grad_bias` is a mean over the batch.

    It is the sum: every signal of the batch contributes to the loss.
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_bias = self.grad_bias / len(grad_out)
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class GradientsAccumulate(ConvLayer1d):
    """The gradients of an earlier `backward` are still in `grad_weight` and `grad_bias`.

    They are replaced at each call: =, not +=.
    """

    def backward(self, grad_out):
        earlier = getattr(self, "grad_weight", 0.0), getattr(self, "grad_bias", 0.0)
        grad_x = super().backward(grad_out)
        self.grad_weight = self.grad_weight + earlier[0]
        self.grad_bias = self.grad_bias + earlier[1]
        return grad_x


@replaces("ConvLayer1d.backward", loses="3.2")
def stride_forgotten_on_the_way_back(self, grad_out):
    """The backward pass takes the windows for neighbours.

    Output m was made of the places from m · stride on.
    """
    grad_z = np.asarray(grad_out, dtype=float) * self._slope
    self.grad_bias = grad_z.sum(axis=(0, 2))
    self.grad_weight = np.einsum("bom,bcmk->ock", grad_z, self._windows)
    grad_windows = np.einsum("bom,ock->bcmk", grad_z, self.weight)
    grad_padded = np.zeros(self._padded_shape)
    m, k = grad_windows.shape[2:]
    for tap in range(k):
        grad_padded[..., tap : tap + m] += grad_windows[..., tap]
    return pad_backward(grad_padded, self.before, self.after, self.boundary)


@replaces("ConvLayer1d.backward", loses="3.2")
def layer_s_windows_overwrite(self, grad_out):
    """Each window overwrites what the one before it has given to the same places.

    Windows overlap where the stride is less than K: add with +=.
    """
    grad_z = np.asarray(grad_out, dtype=float) * self._slope
    self.grad_bias = grad_z.sum(axis=(0, 2))
    self.grad_weight = np.einsum("bom,bcmk->ock", grad_z, self._windows)
    grad_windows = np.einsum("bom,ock->bcmk", grad_z, self.weight)
    grad_padded = np.zeros(self._padded_shape)
    m, k = grad_windows.shape[2:]
    for place in range(m):
        start = place * self.stride
        grad_padded[..., start : start + k] = grad_windows[:, :, place]
    return pad_backward(grad_padded, self.before, self.after, self.boundary)


@replaces("ConvLayer1d.backward", loses="3.2")
def tail_cut_off(self, grad_out):
    """Where the stride leaves a tail, grad_x is too short.

    The last places got into no window; their gradient is 0, but they are there.
    """
    grad_z = np.asarray(grad_out, dtype=float) * self._slope
    self.grad_bias = grad_z.sum(axis=(0, 2))
    self.grad_weight = np.einsum("bom,bcmk->ock", grad_z, self._windows)
    grad_windows = np.einsum("bom,ock->bcmk", grad_z, self.weight)
    m, k = grad_windows.shape[2:]
    grad_padded = np.zeros((*self._padded_shape[:2], (m - 1) * self.stride + k))
    for tap in range(k):
        grad_padded[..., tap : tap + m * self.stride : self.stride] += grad_windows[..., tap]
    return pad_backward(grad_padded, self.before, self.after, self.boundary)


@replaces("ConvLayer1d", loses="3.2")
class LayerBorderCutOff(ConvLayer1d):
    """The gradient of the border is dropped whatever the boundary.

    Except for zero, the border holds copies: `pad_backward` with the layer's mode.
    """

    def backward(self, grad_out):
        kept, self.boundary = self.boundary, "zero"
        grad_x = super().backward(grad_out)
        self.boundary = kept
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class LayerBorderKept(ConvLayer1d):
    """grad_x still has the padding.

    It has the shape of x, (B, C_in, N): `pad_backward` takes the border away.
    """

    def backward(self, grad_out):
        kept = self.before, self.after, self.boundary
        self.before, self.after, self.boundary = 0, 0, "zero"
        grad_x = super().backward(grad_out)
        self.before, self.after, self.boundary = kept
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class BordersSwappedOnTheWayBack(ConvLayer1d):
    """The backward pass takes off `after` places in front and `before` places behind.

    It is the other way round, as in the forward pass.
    """

    def backward(self, grad_out):
        self.before, self.after = self.after, self.before
        try:
            return super().backward(grad_out)
        finally:
            self.before, self.after = self.after, self.before


@replaces("ConvLayer1d", loses="3.2")
class WeightGradientTurnedRound(ConvLayer1d):
    """`grad_weight` is back to front.

    Tap i met the window's place i; so it does in its gradient.
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_weight = self.grad_weight[:, :, ::-1]
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class WeightTurnedRoundOnTheWayBack(ConvLayer1d):
    """For grad_x the kernel lies the wrong way round.

    Where a window's place i was weighted with tap i, its gradient is weighted with tap i, too.
    """

    def backward(self, grad_out):
        kept, self.weight = self.weight, self.weight[:, :, ::-1]
        grad_x = super().backward(grad_out)
        self.weight = kept
        return grad_x


@replaces("ConvLayer1d", loses=("3.2", "3.3"))
class WeightGradientAxesSwapped(ConvLayer1d):
    """`grad_weight` has the shape (C_in, C_out, K).

    A gradient has the shape of what it belongs to, (C_out, C_in, K).
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_weight = self.grad_weight.swapaxes(0, 1)
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class BiasGradientInAColumn(ConvLayer1d):
    """`grad_bias` has the shape (C_out, 1).

    A gradient has the shape of what it belongs to, (C_out,).
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_bias = self.grad_bias[:, np.newaxis]
        return grad_x

    def step(self, lr):
        self.weight = self.weight - lr * self.grad_weight
        self.bias = self.bias - lr * self.grad_bias[:, 0]


@replaces("ConvLayer1d", loses="3.2")
class BiasGradientOfAllChannels(ConvLayer1d):
    """`grad_bias` adds up all channels.

    Each channel's bias goes to that channel only: sum over the batch and the signal.
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self.grad_bias = np.full_like(self.grad_bias, self.grad_bias.sum())
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class FirstSampleOnly(ConvLayer1d):
    """The gradients of the parameters come from the first signal of the batch.

    They are sums over the batch.
    """

    def backward(self, grad_out):
        first = np.array(grad_out, dtype=float)
        first[1:] = 0.0
        super().backward(first)
        known = self.grad_weight, self.grad_bias
        grad_x = super().backward(grad_out)
        self.grad_weight, self.grad_bias = known
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class UpstreamIgnored(ConvLayer1d):
    """grad_out is not used.

    These are the derivatives of the sum of all outputs. By the chain rule multiply with grad_out.
    """

    def backward(self, grad_out):
        return super().backward(np.ones(grad_out.shape))


@replaces("ConvLayer1d", loses="3.2")
class UpstreamMultipliedInPlace(ConvLayer1d):
    """The gradient that was handed in is changed.

    `grad_out *= …` works on the caller's own array. Write grad_z = grad_out * ….
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        grad_out *= self._slope.astype(grad_out.dtype)
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class SecondBackwardDiffers(ConvLayer1d):
    """A second `backward` after the same `forward` gives another result.

    What `forward` has kept is used up by the first. Leave it as it is.
    """

    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        self._slope = self._slope * grad_out
        return grad_x


@replaces("ConvLayer1d", loses="3.2")
class LayersShareTheirState(ConvLayer1d):
    """Two layers that are alive at the same time disturb each other.

    What `forward` keeps belongs to the object: `self.windows`, not a global or the class's.
    """

    latest = None

    def forward(self, x):
        out = super().forward(x)
        LayersShareTheirState.latest = self._windows, self._padded_shape, self._slope
        return out

    def backward(self, grad_out):
        self._windows, self._padded_shape, self._slope = LayersShareTheirState.latest
        return super().backward(grad_out)


@replaces("ConvLayer1d", loses="3.2")
class OlderForwardRemembered(ConvLayer1d):
    """`backward` works with an earlier input.

    It belongs to the last `forward`: keep what each call needs, even where something is kept.
    """

    def forward(self, x):
        kept = self.__dict__.get("kept")
        out = super().forward(x)
        now = self._windows, self._padded_shape, self._slope
        if kept is not None and kept[1] == now[1]:
            self._windows, self._padded_shape, self._slope = kept
        self.kept = now
        return out


@replaces("ConvLayer1d", loses=("3.2", "3.3"))
class ChannelsSwappedOnTheWayBack(ConvLayer1d):
    """On the way back, input and output channels of the weight are swapped.

    weight[j, k] led from input channel k to output channel j, and leads back the same way.
    """

    def backward(self, grad_out):
        kept, self.weight = self.weight, self.weight.swapaxes(0, 1)
        try:
            return super().backward(grad_out)
        finally:
            self.weight = kept


@replaces("ConvLayer1d", loses="3.2")
class GradientInWholeNumbers(ConvLayer1d):
    """For a gradient of integers the result is cut to integers.

    `np.zeros_like(grad_out)` takes over its dtype. Results are floats.
    """

    def backward(self, grad_out):
        return super().backward(grad_out).astype(grad_out.dtype)


# ------------------------------------------------------------------------------------ 3.3: step


@replaces("ConvLayer1d.step", loses="3.3")
def layer_steps_uphill(self, lr):
    """The step goes up the gradient.

    The loss grows along its gradient; to make it smaller, subtract.
    """
    self.weight = self.weight + lr * self.grad_weight
    self.bias = self.bias + lr * self.grad_bias


@replaces("ConvLayer1d.step", loses="3.3")
def layer_s_learning_rate_forgotten(self, lr):
    """The learning rate is not used.

    weight - lr * grad_weight: it scales the step.
    """
    self.weight = self.weight - self.grad_weight
    self.bias = self.bias - self.grad_bias


@replaces("ConvLayer1d.step", loses="3.3")
def layer_s_learning_rate_squared(self, lr):
    """The learning rate is applied twice.

    weight - lr * grad_weight: once.
    """
    self.weight = self.weight - lr * (lr * self.grad_weight)
    self.bias = self.bias - lr * (lr * self.grad_bias)


@replaces("ConvLayer1d.step", loses="3.3")
def bias_left_as_it_was(self, lr):
    """The bias is not moved.

    It is a parameter, too.
    """
    self.weight = self.weight - lr * self.grad_weight


@replaces("ConvLayer1d.step", loses="3.3")
def weight_left_as_it_was(self, lr):
    """The weight is not moved.

    Both parameters take a step.
    """
    self.bias = self.bias - lr * self.grad_bias


@replaces("ConvLayer1d.step", loses="3.3")
def weight_a_local_name(self, lr):
    """The step has no effect.

    `weight = …` is a local name that is gone when the method returns: `self.weight = …`.
    """
    weight, bias = self.weight, self.bias
    weight = weight - lr * self.grad_weight
    bias = bias - lr * self.grad_bias


@replaces("ConvLayer1d.step", loses="3.3")
def step_divided_by_the_batch(self, lr):
    """The step is divided by the size of the batch.

    The gradients are sums over the batch, and the step is lr times them.
    """
    batch = len(self._windows)
    self.weight = self.weight - lr * self.grad_weight / batch
    self.bias = self.bias - lr * self.grad_bias / batch


@replaces("ConvLayer1d.step", loses="3.3")
def layer_s_weight_decays(self, lr):
    """The weight shrinks, too.

    That is weight decay, which was not asked for: weight - lr * grad_weight.
    """
    self.weight = self.weight - lr * (self.grad_weight + 0.01 * self.weight)
    self.bias = self.bias - lr * self.grad_bias


@replaces("ConvLayer1d.step", loses="3.3")
def layer_s_momentum(self, lr):
    """An earlier step goes on in this one.

    That is momentum, which was not asked for.
    """
    earlier = self.__dict__.get("velocity", (0.0, 0.0))
    gradients = self.grad_weight, self.grad_bias
    self.velocity = tuple(0.9 * v + g for v, g in zip(earlier, gradients, strict=True))
    self.weight = self.weight - lr * self.velocity[0]
    self.bias = self.bias - lr * self.velocity[1]


@replaces("ConvLayer1d.step", loses="3.3")
def parameters_get_the_step_only(self, lr):
    """Weight and bias are replaced by the step.

    They move by it: weight - lr * grad_weight.
    """
    self.weight = -lr * self.grad_weight
    self.bias = -lr * self.grad_bias


@replaces("ConvLayer1d", loses="3.3")
class ConstructorsArraysChanged(ConvLayer1d):
    """`step` changes the arrays that the constructor was given.

    Keep copies, or make new arrays in `step`: `-=` works on the caller's own.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.weight = np.asarray(weight, dtype=float)
        self.bias = np.asarray(bias, dtype=float)

    def step(self, lr):
        self.weight -= lr * self.grad_weight
        self.bias -= lr * self.grad_bias


@replaces("ConvLayer1d", loses="3.3")
class ForwardKeepsTheOldWeight(ConvLayer1d):
    """After a step, `forward` still uses the old parameters.

    What `step` moves has to be what `forward` uses.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.first = self.weight, self.bias

    def forward(self, x):
        kept = self.weight, self.bias
        self.weight, self.bias = self.first
        out = super().forward(x)
        self.weight, self.bias = kept
        return out


@replaces("ConvLayer1d", loses="3.3")
class WeightsStayIntegers(ConvLayer1d):
    """Parameters that were given as integers stay integers.

    A small step is then lost by rounding. Keep them as floats.
    """

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__(weight, bias, stride, padding, boundary, activation)
        self.dtypes = np.asarray(weight).dtype, np.asarray(bias).dtype

    def step(self, lr):
        super().step(lr)
        self.weight = self.weight.astype(self.dtypes[0])
        self.bias = self.bias.astype(self.dtypes[1])
