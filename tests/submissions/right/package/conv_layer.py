"""Derives the layer from a base in a neighbouring file."""

from .layer_base import Layer


class ConvLayer1d(Layer):
    pass
