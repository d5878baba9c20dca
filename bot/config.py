"""What an office sets: one YAML file and a few environment variables, read once, never changed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from bot.channel_config import Http, Telegram, http_from, telegram_from
from bot.keys import ConfigError, Keys, is_text, is_texts

_SAMPLES = Path(__file__).parent.parent / "knowledge" / "samples"
_SAMPLE_QUESTIONS = (
    "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?",
    "Trung tâm chính trị mở bao nhiêu lớp, bao nhiêu học viên?",
)


@dataclass(frozen=True)
class Config:
    """The settings; each field is a key of the YAML file, and paths are absolute.

    `examples` are questions that the chat shows to begin with; `contact` is shown when the bot
    cannot answer. `telegram` is None when neither the file nor the environment speaks of it.
    """

    articles: tuple[Path, ...]
    state: Path
    encoder: str = "bundled"
    reader: str = "bundled"
    contact: str = ""
    examples: tuple[str, ...] = ()
    http: Http | None = None
    telegram: Telegram | None = None

    @classmethod
    def load(
        cls, path: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> "Config":
        """The configuration in `path`; without one, in ./config.yaml; without that, the samples'.

        Relative paths in the file count from its own folder.

        :raises ConfigError: if the file cannot be read or a key or value is wrong.
        """
        default = Path("config.yaml")
        if path is None and not default.exists():
            raw: object = {
                "articles": [str(_SAMPLES)],
                "state": "state",
                "examples": list(_SAMPLE_QUESTIONS),
            }
            return cls.from_mapping(raw, default, environment)
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
        return cls.from_mapping({} if raw is None else raw, path, environment)

    @classmethod
    def from_mapping(
        cls, raw: object, path: Path, environment: Mapping[str, str] = os.environ
    ) -> "Config":
        """:param path: the file `raw` stood in, to name it and to count relative paths from."""
        keys = Keys(raw, str(path), [field.name for field in fields(cls)])
        folder = path.absolute().parent
        folders = keys.value("articles", None, is_texts, "a list of folders")
        if not folders:
            raise ConfigError(f"{path}: articles is empty; name at least one folder.")
        encoder = keys.value("encoder", "bundled", is_text, "`bundled`, a name or a folder")
        return cls(
            articles=tuple(_under(folder, name) for name in folders),
            state=_under(folder, keys.value("state", "state", is_text, "a folder")),
            encoder=_encoder(encoder, folder),
            reader=keys.value("reader", "bundled", _is_reader, "`bundled` or `none`"),
            contact=keys.value(
                "contact", "", lambda v: isinstance(v, str), "a text in quotes"
            ).strip(),
            examples=tuple(keys.value("examples", [], is_texts, "a list of questions")),
            http=http_from(keys),
            telegram=telegram_from(keys, environment),
        )


def _under(folder: Path, name: str) -> Path:
    """The path that is meant by `name` in a file in `folder`."""
    try:
        return folder / Path(name).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{name!r} names a home folder that does not exist.") from error


def _is_reader(value: object) -> bool:
    return value in ("bundled", "none")


def _encoder(name: str, folder: Path) -> str:
    """A folder beside the configuration is meant before a model of that name."""
    local = _under(folder, name)
    return str(local) if name != "bundled" and local.is_dir() else name
