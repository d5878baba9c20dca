"""What can happen to the files and the rows of a snapshot, given its folder."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.manifests import NAME

Damage = Callable[[Path], object]


def half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def swap(one: Path, other: Path) -> None:
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


def edit(path: Path, key: str, value: object) -> None:
    """What somebody does by hand; None takes the key away."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw[key] = value
    kept = {name: value for name, value in raw.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")


def change_row(folder: Path, statement: str) -> None:
    """Changes the database of the snapshot in `folder` as a failing disk might."""
    with sqlite3.connect(folder.parent.parent / "giaoban.db") as plain:
        assert plain.execute(statement).rowcount
    plain.close()


DAMAGES: dict[str, Damage] = {
    "vectors cut short": lambda folder: half(folder / "vectors.faiss"),
    "vectors empty": lambda folder: (folder / "vectors.faiss").write_bytes(b""),
    "vectors gone": lambda folder: (folder / "vectors.faiss").unlink(),
    "vectors of one flipped bit": lambda folder: flip(folder / "vectors.faiss"),
    "vectors and words swapped": lambda folder: swap(
        folder / "vectors.faiss", folder / "spelling.json"
    ),
    "manifest gone": lambda folder: (folder / NAME).unlink(),
    "manifest empty": lambda folder: (folder / NAME).write_text(""),
    "manifest of nothing": lambda folder: (folder / NAME).write_text("{}"),
    "manifest of something else": lambda folder: (folder / NAME).write_text("[1]"),
    "manifest cut short": lambda folder: half(folder / NAME),
    "manifest without files": lambda folder: edit(folder / NAME, "files", {}),
    "manifest of another encoder": lambda folder: edit(folder / NAME, "encoder", "fakf"),
    "manifest without a key": lambda folder: edit(folder / NAME, "content", None),
    "a file too many": lambda folder: (folder / "passages" / "thêm").write_text("x"),
    "spelling gone": lambda folder: (folder / "spelling.json").unlink(),
    "spelling cut short": lambda folder: half(folder / "spelling.json"),
    "words gone": lambda folder: shutil.rmtree(folder / "passages"),
    "words of articles gone": lambda folder: shutil.rmtree(folder / "articles"),
    "scores cut short": lambda folder: half(folder / "passages" / "data.csc.index.npy"),
    "all gone": shutil.rmtree,
    "database gone": lambda folder: remove(folder.parent.parent.glob("giaoban.db*")),
    "an article of another text": lambda folder: change_row(
        folder, "UPDATE article SET terms = ' khac ' WHERE path = 'hdnd.txt'"
    ),
    "a passage of another text": lambda folder: change_row(
        folder, "UPDATE passage SET sentences = replace(sentences, 'Trần Văn Bảy', 'Hồ Văn Chín')"
    ),
    "an article lost": lambda folder: change_row(folder, "DELETE FROM snapshot_article"),
}
