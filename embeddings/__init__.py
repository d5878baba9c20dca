"""From text to neighbours, and to the words that answer; knows nothing of articles."""

from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import EncoderError
from embeddings.reader import Reader, load_reader

__all__ = ["Encoder", "EncoderError", "Reader", "load_encoder", "load_reader"]
