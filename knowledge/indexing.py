"""The way of an article: file -> Article -> passages -> vectors -> a new snapshot, made current."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors
from knowledge.abbreviations import expand
from knowledge.articles import Article, ArticleError, Fault, KnowledgeError
from knowledge.copies import find_copies
from knowledge.passages import cut_passages
from knowledge.readers import KINDS, check_file, read_article
from knowledge.readers.files import Limits, files_of, shown_name
from knowledge.reports import Failure, GoldenFailure, Progress, ReloadReport, SameNews
from knowledge.snapshots import Snapshot, Snapshots
from knowledge.store import Store
from knowledge.turns import Turns
from knowledge.vietnamese import forms, normalise

_LOG = logging.getLogger(__name__)

RECIPE = 3
"""Raised whenever reading, cutting or telling copies changes, so that all is done anew."""

_CHUNK = 8
"""Passages encoded and stored at a time: what a crash can lose, and what a question that comes in
between waits for, 0.2 s on two cores. More at a time are encoded hardly faster."""


Check = Callable[[Snapshot], Sequence[GoldenFailure]]
"""What a new snapshot fails at; it is asked before the snapshot is made current."""


@dataclass(frozen=True)
class _File:
    """A file of an articles folder; `article` is None when its row is in the store already."""

    folder: str
    path: str
    digest: str
    article: Article | None


def reload(
    store: Store,
    snapshots: Snapshots,
    folders: Sequence[Path],
    encoder: Encoder,
    progress: Progress,
    rebuild: bool,
    kept: int,
    limits: Limits,
    turns: Turns,
    check: Check,
    force: bool,
    reading: Progress,
) -> tuple[ReloadReport, Snapshot | None]:
    """Brings the index in line with the files of `folders`; without a change nothing is written.

    Call as the only writer. What is returned of a refused snapshot is None.

    :param rebuild: compute every vector again and write a new snapshot in any case.
    :param kept: snapshots left on disk.
    :param progress: is told of passages, `reading` of files.
    :param force: make the new snapshot current whatever `check` says.
    :raises KnowledgeError: if nothing could be done; the old snapshot then stays current.
    :raises OSError: if the state folder cannot be written; so it does then.
    """
    start = time.monotonic()
    snapshots.clear_leftovers()
    found = snapshots.newest_whole(store)
    old = found.manifest
    if found.damage:
        store.distrust(old.number if old else None)
    before = store.article_digests(old.number) if old else {}
    failed: list[Failure] = []
    read = _read(store, _listed(folders, limits), limits, before, failed, reading)
    files = {(file.folder, file.path): file for file in read}
    if not files:
        raise KnowledgeError(_nothing_to_read(folders, failed))
    after = {key: file.digest for key, file in files.items()}
    is_stale = old is not None and old.encoder != encoder.identity
    copies_before = store.copy_paths(old.number) if old else {}
    copies = copies_before
    encoded = 0
    golden: tuple[GoldenFailure, ...] = ()
    snapshot: Snapshot | None
    if old and not (rebuild or is_stale or found.damage or after != before):
        snapshot = snapshots.load(store, old)
        left = snapshots.prune(old.number, old.number - 1, kept)
    else:
        number = snapshots.next_number()
        _store_articles(store, list(files.values()), number)
        copies = store.copy_paths(number)
        texts = [stored.passage.embedded_text for stored in store.passages(number)]
        vectors, encoded = _vectors(store, encoder, texts, progress, rebuild, turns)
        snapshot = snapshots.write(store, vectors, encoder, number)
        golden = _failures(snapshots, snapshot, check)
        if golden and not force:
            left, snapshot = snapshots.drop(number), None
        else:
            snapshots.make_current(number)
            left = snapshots.prune(number, old.number if old else 0, kept)
    _forget(store, left)
    answering = snapshot.manifest if snapshot else old
    report = ReloadReport(
        snapshot=answering.number if answering else None,
        added=_paths(key for key in after if key not in before),
        changed=_paths(key for key in after if key in before and before[key] != after[key]),
        removed=_paths(key for key in before if key not in after),
        failed=tuple(failed),
        articles=answering.articles if answering else 0,
        passages=answering.passages if answering else 0,
        encoded=encoded,
        seconds=round(time.monotonic() - start, 2),
        another_encoder=is_stale,
        refused=snapshot is None,
        golden=golden,
        copies=tuple(
            SameNews(copy[1], kept[1], copies_before.get(copy) != kept)
            for copy, kept in sorted(copies.items())
        ),
    )
    return report, snapshot


def _failures(snapshots: Snapshots, snapshot: Snapshot, check: Check) -> tuple[GoldenFailure, ...]:
    try:
        return tuple(check(snapshot))
    except BaseException:
        snapshots.drop(snapshot.manifest.number)
        raise


def _forget(store: Store, kept: Sequence[int]) -> None:
    """The switch is done: what cannot be cleared away now, the next reload clears away."""
    try:
        store.forget_snapshots(kept)
    except KnowledgeError as error:
        _LOG.warning("old snapshots stay in the database: %s", error)


def _paths(keys: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(path for _, path in keys))


def _nothing_to_read(folders: Sequence[Path], failed: Sequence[Failure]) -> str:
    names = ", ".join(str(folder) for folder in folders)
    first = f" ({failed[0].path}: {failed[0].reason})" if failed else ""
    return f"No article could be read in {names}{first}. Put {KINDS} files there."


def _listed(folders: Sequence[Path], limits: Limits) -> list[tuple[Path, Path]]:
    """The articles folder of each file, without links, and the file."""
    found: list[tuple[Path, Path]] = []
    for folder in folders:
        if not folder.is_dir():
            raise KnowledgeError(f"The articles folder {folder} does not exist: check `articles`.")
        real = folder.resolve()
        found += [(real, path) for path in files_of(real, limits.files - len(found))]
    return found


def _read(
    store: Store,
    listed: Sequence[tuple[Path, Path]],
    limits: Limits,
    before: Mapping[tuple[str, str], str],
    failed: list[Failure],
    reading: Progress,
) -> Iterator[_File]:
    """Those of the `listed` files that hold an article; the others are added to `failed`.

    :param before: what was read last time: a file that is broken now stays as it was then.
    """
    for done, (real, path) in enumerate(listed):
        reading(done, len(listed))
        root = str(real)
        name = path.relative_to(real).as_posix()
        try:
            check_file(path, real, limits)
            digest = _digest(path)
            known = store.find_article(root, name, digest)
            yield _File(root, name, digest, None if known else read_article(path, limits))
            continue
        except ArticleError as error:
            fault, reason = error.fault, str(error)
        except OSError as error:
            fault, reason = Fault.UNREADABLE, f"the file cannot be read: {error.strerror}"
        if (root, name) in before:
            reason += " (the version read before stays)"
            yield _File(root, name, before[root, name], None)
        failed.append(Failure(shown_name(name), reason, fault))
    reading(len(listed), len(listed))


def _digest(path: Path) -> str:
    """Of the content and of how it is read: what an article is the same article by."""
    with path.open("rb") as file:
        return f"{RECIPE}:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _store_articles(store: Store, files: Sequence[_File], number: int) -> None:
    """Adds the new articles and says that `files` make up snapshot `number`, some as copies."""
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
    places = {id_: place for place, id_ in enumerate(ids)}
    articles = sorted(store.articles(number), key=lambda article: places[article.id])
    store.mark_copies(number, find_copies(articles))


def article_terms(article: Article) -> str:
    """The forms of title, date and paragraphs between spaces, a full stop between the parts."""
    day = f"{article.date:%d/%m/%Y}" if article.date else ""
    parts = (article.title, day, *article.body.split("\n"))
    return f" {' . '.join(' '.join(forms(expand(part))) for part in parts)} "


def _vectors(
    store: Store,
    encoder: Encoder,
    texts: Sequence[str],
    progress: Progress,
    rebuild: bool,
    turns: Turns,
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
        turns.wait()
        chunk = todo[at : at + _CHUNK]
        vectors = encoder.encode_document([missing[digest] for digest in chunk])
        store.add_vectors(encoder.identity, chunk, vectors)
        known |= dict(zip(chunk, vectors, strict=True))
    progress(len(todo), len(todo))
    return np.stack([known[digest] for digest in digests]), len(todo)
