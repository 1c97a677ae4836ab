"""Raises exceptions whose text, type and attributes raise in turn."""


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __mro__ = property(lambda cls: 1 / 0)
    mro = lambda cls: type.mro(cls)
    __subclasscheck__ = __instancecheck__ = lambda cls, other: 1 / 0
    __getattribute__ = lambda cls, name: 1 / 0


def refuse(self, *a):
    raise BaseException("no")


class Hidden(BaseException, metaclass=Meta):
    __str__ = __repr__ = __getattribute__ = __reduce__ = refuse


def double(x):
    raise Hidden("x")


def forward(x):
    error = ValueError("x")
    error.__traceback__
    raise type("E", (ValueError,), {"__str__": lambda self: 5})() from Hidden()
