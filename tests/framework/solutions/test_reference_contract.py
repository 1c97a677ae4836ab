"""Names and order of parameters, the examples in the docstrings, and what the reference imports."""

from __future__ import annotations

import ast
import doctest
import inspect

import pytest

SIGNATURES = {
    "conv1d.conv1d_forward": "x, w, b, boundary='zero'",
    "conv1d.conv1d_backward": "grad_z, x, w, boundary='zero'",
    "conv1d.sgd_step": "param, grad, lr",
    "boundary.pad": "x, before, after, mode='zero'",
    "boundary.pad_backward": "grad_padded, before, after, mode='zero'",
    "conv_layer.ConvLayer1d": (
        "weight, bias, stride=1, padding=0, boundary='zero', activation='identity'"
    ),
    "conv_layer.ConvLayer1d.forward": "self, x",
    "conv_layer.ConvLayer1d.backward": "self, grad_out",
    "conv_layer.ConvLayer1d.step": "self, lr",
    "pool.maxpool1d_forward": "x, window, padding=0",
    "pool.maxpool1d_backward": "grad_out, cache",
    "pool.maxpool2d_forward": "x, window, stride=1, padding=0",
    "pool.maxpool2d_backward": "grad_out, cache",
    "conv2d.conv2d_forward": "x, w, b, stride=1, padding=0",
    "conv2d.conv2d_backward": "grad_out, cache",
}
MODULES = ["boundary", "conv1d", "conv_layer", "pool", "conv2d"]


@pytest.mark.parametrize("folder", ["reference", "handout"])
@pytest.mark.parametrize("name", SIGNATURES)
def test_parameters_have_the_names_and_the_order_of_the_specification(request, folder, name):
    function = request.getfixturevalue(folder)
    for part in name.split("."):
        function = getattr(function, part)
    signature = inspect.signature(function)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    assert ", ".join(map(str, bare)) == SIGNATURES[name]
    assert all(
        p.annotation is not inspect.Parameter.empty
        for p in signature.parameters.values()
        if p.name != "self"
    )


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_true(reference, module):
    result = doctest.testmod(getattr(reference, module))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", [name for name in SIGNATURES if "Layer1d." not in name])
def test_every_function_has_an_example(reference, name):
    module, function = name.split(".")
    assert ">>>" in getattr(getattr(reference, module), function).__doc__


@pytest.mark.parametrize("module", MODULES)
def test_the_reference_keeps_the_rules_of_the_assignment(root, module):
    tree = ast.parse((root / "solutions" / f"{module}.py").read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= {"__future__", "numpy", "boundary"}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & {"convolve", "correlate", "polymul", "pad"}
