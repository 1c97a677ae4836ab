"""Runs bytecode that no compiler makes."""


def double(x):
    code = (lambda: 0).__code__
    return type(lambda: 0)(code.replace(co_code=b"\x64\xff" * 40 + b"\x53\x00", co_consts=()), {})()
