"""Question 3: a 1-D convolutional layer with channels, stride, padding and an activation."""

from __future__ import annotations

import numpy as np
from boundary import pad, pad_backward


class ConvLayer1d:
    """A convolutional layer for batches of 1-D signals with several channels.

    ``out[b, j] = g(bias[j] + Σ_k weight[j, k] ⋆ padded x[b, k])``: every window of the padded input
    that fits, `stride` apart, weighted and summed (cross-correlation), then the activation g.

    Parameters
    ----------
    weight
        The kernels, shape (C_out, C_in, K), any real dtype. The layer keeps a copy.
    bias
        Shape (C_out,), any real dtype. The layer keeps a copy.
    stride
        The distance from one window to the next, at least 1.
    padding
        How many places are added at either end, or a pair (before, after).
    boundary
        What is in these places: `zero`, `edge`, `reflect` or `wrap`, as in `boundary.pad`.
    activation
        `identity`, `relu` (with derivative 0 at 0 and below) or `tanh`.

    Attributes
    ----------
    weight, bias : np.ndarray
        The parameters as they stand, float64.
    grad_weight, grad_bias : np.ndarray
        The loss's gradient in them, set by the last `backward`.

    Raises
    ------
    ValueError
        For stride < 1, an unknown boundary or an unknown activation, here or in `forward`.

    Examples
    --------
    >>> layer = ConvLayer1d(np.array([[[1.0, -1.0]]]), np.array([0.0]), stride=2, activation="relu")
    >>> layer.forward(np.array([[[5.0, 3.0, 1.0, 2.0]]]))
    array([[[2., 0.]]])
    >>> layer.backward(np.array([[[1.0, 1.0]]]))
    array([[[ 1., -1.,  0.,  0.]]])
    >>> layer.grad_weight
    array([[[5., 3.]]])
    >>> layer.step(lr=0.1)
    >>> layer.weight
    array([[[ 0.5, -1.3]]])
    """

    def __init__(
        self,
        weight: np.ndarray,
        bias: np.ndarray,
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
        boundary: str = "zero",
        activation: str = "identity",
    ) -> None:
        raise NotImplementedError("3.1 ConvLayer1d.__init__: not written yet")

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Apply the layer, and remember what `backward` needs.

        Parameters
        ----------
        x
            Shape (B, C_in, N), any real dtype.

        Returns
        -------
        np.ndarray
            Shape (B, C_out, M) with M = (N + before + after - K) // stride + 1, float64.

        Raises
        ------
        ValueError
            For a C_in that is not the weight's, a kernel longer than the padded input, or an
            unknown boundary or one that is too narrow for the padding.
        """
        raise NotImplementedError("3.1 ConvLayer1d.forward: not written yet")

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        """Carry the gradient of a loss E back through the last `forward`.

        Sets `grad_weight` (C_out, C_in, K) and `grad_bias` (C_out,), summed over the batch; what an
        earlier call has set is replaced.

        Parameters
        ----------
        grad_out
            ∂E/∂out, shape (B, C_out, M), any real dtype.

        Returns
        -------
        np.ndarray
            ∂E/∂x, shape (B, C_in, N), float64.
        """
        raise NotImplementedError("3.2 ConvLayer1d.backward: not written yet")

    def step(self, lr: float) -> None:
        """Move `weight` and `bias` one step of gradient descent.

        Takes the gradients that the last `backward` has set. The arrays that the constructor was
        given stay as they were.

        Parameters
        ----------
        lr
            The learning rate, a scalar.
        """
        raise NotImplementedError("3.3 ConvLayer1d.step: not written yet")
