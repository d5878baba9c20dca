"""Speed, measured by hand: see README.md for the commands."""
