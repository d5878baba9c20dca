"""What the committee has published, and how it is searched and read."""
