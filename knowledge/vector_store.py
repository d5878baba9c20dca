"""The vectors of texts on disk, kept for good: no text is encoded twice."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from knowledge.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS vector (
    encoder TEXT NOT NULL,
    text_digest BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (encoder, text_digest)
) WITHOUT ROWID;
"""
_CHUNK = 500
"""Values bound in one statement; SQLite's own limit is 32,766."""

_CRC = 4
"""Bytes of the checksum behind each vector."""


class VectorStore(Database):
    """A database with a table of vectors."""

    def vectors(
        self, encoder: str, text_digests: Sequence[bytes]
    ) -> dict[bytes, NDArray[np.float32]]:
        """The stored vectors of those texts that have one; a damaged one is as none."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for at in range(0, len(text_digests), _CHUNK):
            chunk = text_digests[at : at + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            rows = self._all(
                "SELECT text_digest, data FROM vector"  # noqa: S608 - only question marks
                f" WHERE encoder = ? AND text_digest IN ({marks})",
                (encoder, *chunk),
            )
            found |= {
                digest: np.frombuffer(data[:-_CRC], dtype="<f4")
                for digest, data in rows
                if data[-_CRC:] == _crc(data[:-_CRC])
            }
        return found

    def add_vectors(self, encoder: str, text_digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keeps each text's vector for good, so that it is never computed again."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
                [
                    (encoder, digest, data + _crc(data))
                    for digest, vector in zip(text_digests, vectors, strict=True)
                    for data in [vector.astype("<f4").tobytes()]
                ],
            )


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CRC, "little")
