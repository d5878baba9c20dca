"""What an office sets: one YAML file, read once, never changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

_SAMPLES = Path(__file__).parent.parent / "knowledge" / "samples"
_SAMPLE_QUESTIONS = (
    "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?",
    "Trung tâm chính trị mở bao nhiêu lớp, bao nhiêu học viên?",
)


class ConfigError(Exception):
    """The configuration cannot be used; the message names key, value and what is expected."""


@dataclass(frozen=True)
class Config:
    """The settings; each field is a key of the YAML file, and paths are absolute.

    `examples` are questions that the chat shows to begin with; `contact` is shown when the bot
    cannot answer.
    """

    articles: tuple[Path, ...]
    state: Path
    encoder: str = "bundled"
    contact: str = ""
    examples: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path | None = None) -> "Config":
        """The configuration in `path`; without one, in ./config.yaml; without that, the samples'.

        Relative paths in the file count from its own folder.

        :raises ConfigError: if the file cannot be read or a key or value is wrong.
        """
        default = Path("config.yaml")
        if path is None and not default.exists():
            return cls((_SAMPLES,), Path("state").absolute(), examples=_SAMPLE_QUESTIONS)
        path = path or default
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ConfigError(f"The configuration {path} does not exist.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"The configuration {path} cannot be read: {error}.") from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise ConfigError(
                f"{path} is not valid YAML: {' '.join(str(error).split())}."
            ) from error
        return cls.from_mapping({} if raw is None else raw, path)

    @classmethod
    def from_mapping(cls, raw: object, path: Path) -> "Config":
        """:param path: the file `raw` stood in, to name it and to count relative paths from."""
        if not isinstance(raw, Mapping):
            raise ConfigError(f"{path} must hold keys and values, such as `encoder: bundled`.")
        known = [field.name for field in fields(cls)]
        for key in raw:
            if key not in known:
                raise ConfigError(f"{path}: unknown key {key!r}; known are {', '.join(known)}.")
        folder = path.absolute().parent

        def value(key: str, default: Any, is_valid: Callable[[Any], bool], expected: str) -> Any:
            given = raw.get(key, default)
            if not is_valid(given):
                raise ConfigError(f"{path}: {key} is {given!r}; expected {expected}.")
            return given

        folders = value("articles", None, _is_texts, "a list of folders")
        if not folders:
            raise ConfigError(f"{path}: articles is empty; name at least one folder.")
        return cls(
            articles=tuple(_under(folder, name) for name in folders),
            state=_under(folder, value("state", "state", _is_text, "a folder")),
            encoder=_encoder(
                value("encoder", "bundled", _is_text, "`bundled`, a name or a folder"), folder
            ),
            contact=value("contact", "", lambda v: isinstance(v, str), "a text in quotes").strip(),
            examples=tuple(value("examples", [], _is_texts, "a list of questions")),
        )


def _under(folder: Path, name: str) -> Path:
    """The path that is meant by `name` in a file in `folder`."""
    try:
        return folder / Path(name).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{name!r} names a home folder that does not exist.") from error


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _encoder(name: str, folder: Path) -> str:
    """A folder beside the configuration is meant before a model of that name."""
    local = _under(folder, name)
    return str(local) if name != "bundled" and local.is_dir() else name
