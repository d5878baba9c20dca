"""What can go wrong with an encoder, said in one line that names the way out."""


class EncoderError(Exception):
    """An encoder cannot be built, loaded or used; the message is fit to be shown to an admin."""
