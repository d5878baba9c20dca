"""Zalo, through the Bot Platform and through an Official Account."""
