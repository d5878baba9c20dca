"""What an office sets: one YAML file and a few environment variables, read once, never changed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from bot.channel_config import Http, Secret, Telegram, http_from, telegram_from
from bot.keys import ConfigError, Keys, is_count, is_text, is_texts
from bot.portal_config import portal_from, sources_from
from bot.zalo_config import Zalo, ZaloOa, zalo_from
from knowledge.portal.settings import DEFAULT_PORTAL, Portal, Source
from knowledge.readers.files import DEFAULT_LIMITS, Limits
from knowledge.snapshots import KEPT

_WRONG_TAGS = (ValueError, LookupError, AttributeError, TypeError)
"""What PyYAML lets through when a value does not fit its tag, such as `!!bool perhaps`."""

_SAMPLES = Path(__file__).parent.parent / "knowledge" / "samples"
_SAMPLE_QUESTIONS = (
    "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?",
    "Trung tâm chính trị mở bao nhiêu lớp, bao nhiêu học viên?",
)


@dataclass(frozen=True)
class Config:
    """The settings; each field is a key of the YAML file, and paths are absolute.

    `snapshots` is how many are kept, the current one included. `examples` are questions that the
    chat shows to begin with; `contact` is shown when the bot cannot answer. `telegram` and
    `zalo` are None when neither the file nor the environment speaks of them.
    """

    articles: tuple[Path, ...]
    state: Path
    encoder: str = "bundled"
    reader: str = "bundled"
    snapshots: int = KEPT
    golden: Path | None = None
    contact: str = ""
    examples: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    sources: tuple[Source, ...] = ()
    portal: Portal = DEFAULT_PORTAL
    http: Http | None = None
    telegram: Telegram | None = None
    zalo: Zalo | None = None
    zalo_oa: ZaloOa | None = None

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
        except (yaml.YAMLError, *_WRONG_TAGS, RecursionError) as error:
            raise ConfigError(
                f"{path} is not valid YAML: {' '.join(str(error).split())}."
            ) from error
        return cls.from_mapping({} if raw is None else raw, path, environment)

    @classmethod
    def from_mapping(
        cls, raw: object, path: Path, environment: Mapping[str, str] = os.environ
    ) -> "Config":
        """:param path: the file `raw` stood in, to name it and to count relative paths from."""
        known = [field.name for field in fields(cls) if field.name != "zalo_oa"]
        keys = Keys(raw, str(path), known)
        zalo, zalo_oa = zalo_from(keys, environment)
        folder = path.absolute().parent
        folders = keys.value("articles", None, is_texts, "a list of folders")
        if not folders:
            raise ConfigError(f"{path}: articles is empty; name at least one folder.")
        golden = keys.value("golden", "", lambda v: v == "" or is_text(v), "a file of questions")
        encoder = keys.value("encoder", "bundled", is_text, "`bundled`, a name or a folder")
        telegram = telegram_from(keys, environment)
        _check_paths(path, telegram, zalo, zalo_oa)
        return cls(
            articles=tuple(_under(folder, name) for name in folders),
            state=_under(folder, keys.value("state", "state", is_text, "a folder")),
            encoder=_encoder(encoder, folder),
            reader=keys.value("reader", "bundled", _is_reader, "`bundled` or `none`"),
            snapshots=keys.value("snapshots", KEPT, _is_kept, "a number above 1"),
            golden=_under(folder, golden) if golden else None,
            contact=keys.value(
                "contact", "", lambda v: isinstance(v, str), "a text in quotes"
            ).strip(),
            examples=tuple(keys.value("examples", [], is_texts, "a list of questions")),
            limits=_limits(keys),
            sources=sources_from(keys),
            portal=portal_from(keys),
            http=http_from(keys),
            telegram=telegram,
            zalo=zalo,
            zalo_oa=zalo_oa,
        )

    @property
    def channels(self) -> tuple[Telegram | Zalo | ZaloOa, ...]:
        """Those that are configured."""
        return tuple(filter(None, (self.telegram, self.zalo, self.zalo_oa)))

    def secrets(self) -> list[Secret]:
        """All that nobody may read in a log.

        :raises ConfigError: if one is missing that a channel cannot do without.
        """
        found: list[Secret] = []
        if self.telegram:
            found.append(self.telegram.needed_token())
        if self.zalo:
            found.append(self.zalo.needed_token())
        if self.zalo_oa:
            found += self.zalo_oa.needed_secrets()
        return found


def _check_paths(
    path: Path, telegram: Telegram | None, zalo: Zalo | None, account: ZaloOa | None
) -> None:
    """:raises ConfigError: if two webhooks would be served under one path."""
    taken: dict[str, str] = {}
    for name, served in (
        ("telegram: webhook", telegram.webhook_path if telegram and telegram.webhook else ""),
        ("zalo: webhook", zalo.webhook_path if zalo and zalo.webhook else ""),
        ("zalo: oa: webhook_path", account.webhook_path if account else ""),
    ):
        other = taken.setdefault(served, name)
        if served and other != name:
            raise ConfigError(
                f"{path}: {name} has the path {served!r}, as {other} has; give each its own."
            )


def _under(folder: Path, name: str) -> Path:
    """The path that is meant by `name` in a file in `folder`."""
    try:
        return folder / Path(name).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{name!r} names a home folder that does not exist.") from error


_MOST_MEGABYTES = 100
"""Of one article, which is read into memory whole."""


def _limits(config: Keys) -> Limits:
    """The section `limits`; what it leaves out is as ever."""
    keys = config.section("limits", [field.name for field in fields(Limits)])
    if keys is None:
        return DEFAULT_LIMITS
    megabytes = keys.value(
        "megabytes_per_file",
        DEFAULT_LIMITS.megabytes_per_file,
        lambda value: is_count(value) and value <= _MOST_MEGABYTES,
        f"a whole number from 1 to {_MOST_MEGABYTES}",
    )
    files = keys.value("files", DEFAULT_LIMITS.files, is_count, "a number above 0")
    return Limits(megabytes, files)


def _is_reader(value: object) -> bool:
    return value in ("bundled", "none")


def _is_kept(value: object) -> bool:
    """With one alone there would be nothing to fall back on."""
    return is_count(value) and value != 1


def _encoder(name: str, folder: Path) -> str:
    """A folder beside the configuration is meant before a model of that name."""
    local = _under(folder, name)
    return str(local) if name != "bundled" and local.is_dir() else name
