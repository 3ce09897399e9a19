"""`run.config` and `run.summary`: read and written by item and by attribute, each change a record."""

from .guard import harmless
from .values import as_json, settings_of


class Settings:
    """A mapping whose keys are attributes too, as `wandb.config` is."""

    def __init__(self, tell=None, values=None):
        object.__setattr__(self, "_values", dict(values or {}))
        object.__setattr__(self, "_tell", tell)

    def __getitem__(self, key):
        return self._values[key]

    def __getattr__(self, key):
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(f"There is no {key!r} in the settings.") from None

    def __setitem__(self, key, value):
        self._set({key: value})

    def __setattr__(self, key, value):
        self._set({key: value})

    def __contains__(self, key):
        return key in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return repr(self._values)

    def __eq__(self, other):
        return self._values == (other._values if isinstance(other, Settings) else other)

    __hash__ = None

    def keys(self):
        return self._values.keys()

    def items(self):
        return self._values.items()

    def values(self):
        return self._values.values()

    def get(self, key, default=None):
        return self._values.get(key, default)

    def as_dict(self):
        return dict(self._values)

    def setdefault(self, key, default=None):
        if key not in self._values:
            self._set({key: default})
        return self._values[key]

    def setdefaults(self, given):
        self._set({key: value for key, value in settings_of(given).items() if key not in self._values})

    def update(self, given=None, allow_val_change=None, **named):
        """Merges settings key by key; `allow_val_change` is accepted and changes are always allowed."""
        self._set({**settings_of(given), **named})

    def update_locked(self, given, user=None, _allow_val_change=None):
        self._set(settings_of(given))

    @harmless
    def _set(self, changes):
        changes = {str(key): value for key, value in changes.items()}
        self._values.update(changes)
        if self._tell is not None and changes:
            self._tell(as_json(changes))


class Summary(Settings):
    """What a run comes to: values set by name, which win, and else the last value that was logged."""

    def __init__(self, tell, last):
        super().__init__(tell)
        object.__setattr__(self, "_last", last)

    def __getitem__(self, key):
        return self._values[key] if key in self._values else self._last[key]

    def __getattr__(self, key):
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"There is no {key!r} in the summary.") from None

    def __contains__(self, key):
        return key in self._values or key in self._last

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return self.as_dict().keys()

    def items(self):
        return self.as_dict().items()

    def values(self):
        return self.as_dict().values()

    def __iter__(self):
        return iter(self.as_dict())

    def __len__(self):
        return len(self.as_dict())

    def __repr__(self):
        return repr(self.as_dict())

    def as_dict(self):
        return {**self._last, **self._values}

    _as_dict = as_dict
