"""The way of an article: file -> Article -> passages -> vectors -> a new snapshot, made current."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from filelock import FileLock, Timeout

from embeddings.encoder import Encoder, Vectors
from knowledge.abbreviations import expand
from knowledge.articles import Article, ArticleError, Fault, KnowledgeError, ReloadRunningError
from knowledge.passages import cut_passages
from knowledge.readers import read_article
from knowledge.snapshots import Snapshot, Snapshots
from knowledge.store import Store
from knowledge.vietnamese import forms, normalise

RECIPE = 1
"""Raised whenever reading or cutting changes, so that every file is read and cut anew."""

_CHUNK = 32
"""Passages encoded and stored at a time: what a crash can lose, and a step of the progress bar."""


class Progress(Protocol):
    """Is told how many passages are encoded; `total` counts only those never seen before."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Failure:
    """A file that could not be read, and why; `fault` is the reason in one word."""

    path: str
    reason: str
    fault: Fault


@dataclass(frozen=True)
class ReloadReport:
    """What a reload did; paths are relative to their articles folder."""

    snapshot: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    articles: int
    passages: int
    encoded: int
    seconds: float


@dataclass(frozen=True)
class _File:
    """A file of an articles folder; `article` is None when its row is in the store already."""

    folder: str
    path: str
    digest: str
    article: Article | None


def reload(
    store: Store,
    state: Path,
    folders: Sequence[Path],
    encoder: Encoder,
    progress: Progress,
    rebuild: bool = False,
) -> tuple[ReloadReport, Snapshot]:
    """Brings the index in line with the files of `folders`; without a change nothing is written.

    :param rebuild: compute every vector again and write a new snapshot in any case.
    :raises KnowledgeError: if nothing could be done; the old snapshot then stays current.
    """
    try:
        with FileLock(state / "reload.lock", timeout=0):
            return _reload(store, Snapshots(state), folders, encoder, progress, rebuild)
    except Timeout as error:
        raise ReloadRunningError("Another reload is running; wait until it has ended.") from error
    except OSError as error:
        raise KnowledgeError(
            f"Cannot write to {state}: {error.strerror or error}. "
            "The knowledge base stays as it was; free some space or check the folder's rights."
        ) from error


def _reload(
    store: Store,
    snapshots: Snapshots,
    folders: Sequence[Path],
    encoder: Encoder,
    progress: Progress,
    rebuild: bool,
) -> tuple[ReloadReport, Snapshot]:
    start = time.monotonic()
    before = store.article_digests(snapshots.current_number() or 0)
    failed: list[Failure] = []
    files = {(file.folder, file.path): file for file in _read(store, folders, before, failed)}
    if not files:
        raise KnowledgeError(_nothing_to_read(folders, failed))
    after = {key: file.digest for key, file in files.items()}
    snapshot = None if rebuild or after != before else _usable(store, snapshots, encoder)
    encoded = 0
    if snapshot is None:
        number = snapshots.next_number()
        _store_articles(store, list(files.values()), number)
        texts = [stored.passage.embedded_text for stored in store.passages(number)]
        vectors, encoded = _vectors(store, encoder, texts, progress, rebuild)
        snapshots.write(store, vectors, encoder, number)
        snapshot = snapshots.load(store, number)
        snapshots.make_current(number)
        store.forget_snapshots(snapshots.prune(number))
    report = ReloadReport(
        snapshot=snapshot.manifest.number,
        added=_paths(key for key in after if key not in before),
        changed=_paths(key for key in after if key in before and before[key] != after[key]),
        removed=_paths(key for key in before if key not in after),
        failed=tuple(failed),
        articles=snapshot.manifest.articles,
        passages=snapshot.manifest.passages,
        encoded=encoded,
        seconds=round(time.monotonic() - start, 2),
    )
    return report, snapshot


def _usable(store: Store, snapshots: Snapshots, encoder: Encoder) -> Snapshot | None:
    """The current snapshot, if it is whole and made as one would be made today."""
    try:
        current = snapshots.current()
        if not current or current.encoder != encoder.identity:
            return None
        return snapshots.load(store, current.number)
    except KnowledgeError:
        return None


def _paths(keys: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(path for _, path in keys))


def _nothing_to_read(folders: Sequence[Path], failed: Sequence[Failure]) -> str:
    names = ", ".join(str(folder) for folder in folders)
    first = f" ({failed[0].path}: {failed[0].reason})" if failed else ""
    return f"No article could be read in {names}{first}. Put .txt or .md files there."


def _read(
    store: Store,
    folders: Sequence[Path],
    before: Mapping[tuple[str, str], str],
    failed: list[Failure],
) -> Iterator[_File]:
    """The files of `folders` that hold an article; those that do not are added to `failed`.

    :param before: what was read last time: a file that is broken now stays as it was then.
    """
    for folder in folders:
        if not folder.is_dir():
            raise KnowledgeError(f"The articles folder {folder} does not exist: check `articles`.")
        root = str(folder.resolve())
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or any(part.startswith(".") for part in Path(name).parts):
                continue
            try:
                name.encode()
                digest = _digest(path)
                known = store.find_article(root, name, digest)
                yield _File(root, name, digest, None if known else read_article(path))
                continue
            except UnicodeEncodeError:
                name = ascii(name)
                fault, reason = Fault.BAD_NAME, "the file's name is not in UTF-8: rename it"
            except ArticleError as error:
                fault, reason = error.fault, str(error)
            except OSError as error:
                fault, reason = Fault.UNREADABLE, f"the file cannot be read: {error.strerror}"
            if (root, name) in before:
                reason += " (the version read before stays)"
                yield _File(root, name, before[root, name], None)
            failed.append(Failure(name, reason, fault))


def _digest(path: Path) -> str:
    """Of the content and of how it is read: what an article is the same article by."""
    with path.open("rb") as file:
        return f"{RECIPE}:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _store_articles(store: Store, files: Sequence[_File], number: int) -> None:
    """Adds the new articles and says that `files` make up snapshot `number`."""
    with store.transaction():
        ids = []
        for file in files:
            known = store.find_article(file.folder, file.path, file.digest)
            if known is None:
                assert file.article is not None  # noqa: S101 - only forgotten rows vanish, under the lock
                passages = cut_passages(file.article, file.path)
                terms = article_terms(file.article)
                known = store.add_article(
                    file.folder, file.path, file.digest, file.article, terms, passages
                )
            ids.append(known)
        store.add_snapshot(number, ids)


def article_terms(article: Article) -> str:
    """The forms of title, date and paragraphs between spaces, a full stop between the parts."""
    day = f"{article.date:%d/%m/%Y}" if article.date else ""
    parts = (article.title, day, *article.body.split("\n"))
    return f" {' . '.join(' '.join(forms(expand(part))) for part in parts)} "


def _vectors(
    store: Store, encoder: Encoder, texts: Sequence[str], progress: Progress, rebuild: bool
) -> tuple[Vectors, int]:
    """A vector for each text, and how many had to be computed."""
    digests = [hashlib.sha256(normalise(text).encode()).digest() for text in texts]
    known = {} if rebuild else store.vectors(encoder.identity, digests)
    missing = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
    # Texts of like length share a batch, so that little is computed on padding; longest first,
    # so that the progress bar only gets faster.
    todo = sorted(missing, key=lambda digest: -len(missing[digest]))
    for at in range(0, len(todo), _CHUNK):
        progress(at, len(todo))
        chunk = todo[at : at + _CHUNK]
        vectors = encoder.encode_document([missing[digest] for digest in chunk])
        store.add_vectors(encoder.identity, chunk, vectors)
        known |= dict(zip(chunk, vectors, strict=True))
    progress(len(todo), len(todo))
    return np.stack([known[digest] for digest in digests]), len(todo)
