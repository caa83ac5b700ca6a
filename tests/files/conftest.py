"""These tests seal words, so they stand on a master key."""

from tests.keys import master_key, nothing_left_open

__all__ = ["master_key", "nothing_left_open"]
