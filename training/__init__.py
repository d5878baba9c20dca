"""How the weights of knowledge/reading.py were fitted."""
