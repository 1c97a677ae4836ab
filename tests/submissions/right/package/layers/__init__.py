"""All of the work is in this package."""

from .convolution import conv1d_backward, conv1d_forward
from .padding import pad, pad_backward

__all__ = ["conv1d_backward", "conv1d_forward", "pad", "pad_backward"]
