"""From text to neighbours; knows nothing of articles."""

from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import EncoderError

__all__ = ["Encoder", "EncoderError", "load_encoder"]
