"""Reading one mapping of the configuration, key by key."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from knowledge.vietnamese import without_controls


class ConfigError(Exception):
    """The configuration cannot be used; the message names key, value and what is expected."""


class Keys:
    """The keys and values of one mapping; `where` names it in errors."""

    def __init__(self, raw: object, where: str, known: Sequence[str]) -> None:
        """:raises ConfigError: if it is no mapping or holds an unknown key."""
        if not isinstance(raw, Mapping):
            raise ConfigError(f"{where} must hold keys and values, such as `{known[0]}: …`.")
        for key in raw:
            if key not in known:
                hint = (
                    " Secrets belong into the environment."
                    if re.search("token|secret", str(key).lower())
                    else ""
                )
                listed = ", ".join(known)
                raise ConfigError(f"{where}: unknown key {key!r}; known are {listed}.{hint}")
        self._raw = raw
        self.where = where

    def value(self, key: str, default: Any, is_valid: Callable[[Any], bool], expected: str) -> Any:
        """The value of `key`.

        :raises ConfigError: if it is not what is `expected`.
        """
        given = self._raw.get(key, default)
        if not is_valid(given):
            raise ConfigError(f"{self.where}: {key} is {given!r}; expected {expected}.")
        return given

    def section(self, key: str, known: Sequence[str]) -> "Keys | None":
        """The mapping under `key`; None when there is no such key."""
        if key not in self._raw:
            return None
        raw = self._raw[key]
        return Keys({} if raw is None else raw, f"{self.where}: {key}", known)


def is_text(value: object) -> bool:
    """Whether it is a text with something in it, and nothing that no path or name can hold."""
    return isinstance(value, str) and bool(value.strip()) and without_controls(value) == value


def is_texts(value: object) -> bool:
    """Whether it is a list of such texts."""
    return isinstance(value, list) and all(map(is_text, value))


def is_count(value: object) -> bool:
    """Whether it is a whole number above 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
