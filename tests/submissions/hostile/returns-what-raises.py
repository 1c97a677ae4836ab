"""Returns an object that raises whatever is asked of it."""


def refuse(self, *a, **k):
    raise RuntimeError("asked")


NAMES = ("eq", "ne", "bool", "len", "iter", "array", "repr", "str", "hash", "getattribute", "sub",
         "float", "class_getitem", "array_ufunc", "array_function", "dir", "sizeof", "reduce_ex")
Refuses = type("Refuses", (), {f"__{name}__": refuse for name in NAMES})


def double(x):
    return Refuses()


def forward(x):
    return Refuses(), Refuses()
