"""What keeps the client out of the way of the program it is part of: it warns once, and never raises."""

import functools
import sys
import threading

_said = set()
_lock = threading.Lock()


def say(text):
    """Writes one line to standard error; a closed or full one is no reason to fail."""
    try:
        sys.stderr.write("plateau: " + text + "\n")
    except Exception:  # noqa: BLE001 - there is nowhere left to say it
        pass


def warn_once(about, text):
    """Says `text` the first time that `about` is given. Returns whether it was said."""
    with _lock:
        if about in _said:
            return False
        # What is different each time must not fill the memory.
        if len(_said) < 10_000:
            _said.add(about)
    say(text)
    return True


def warn_of(where, error):
    """Says once that `where` failed, by what kind of error."""
    warn_once(
        ("failed", where, type(error).__name__),
        f"{where} failed and was passed over: {type(error).__name__}: {error}. The program goes on.",
    )


def harmless(function):
    """Makes a function say what fails in it instead of raising. KeyboardInterrupt and SystemExit pass."""

    @functools.wraps(function)
    def guarded(*arguments, **named):
        try:
            return function(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - a tracker must not end a training
            warn_of(function.__qualname__, error)
            return None

    return guarded


class Quiet:
    """Stands for what Plateau has not: it can be called, read, iterated and entered, and does nothing."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def __call__(self, *arguments, **named):
        # Used as a decorator, it leaves the function as it is.
        if len(arguments) == 1 and not named and callable(arguments[0]) and not isinstance(arguments[0], Quiet):
            return arguments[0]
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name, value):
        pass

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __repr__(self):
        return f"<plateau has no {self._name}>"


def missing(name):
    """Warns once that there is no such thing here, and stands for it."""
    warn_once(("missing", name), f"Plateau has no {name}: it is accepted and does nothing.")
    return Quiet(name)
