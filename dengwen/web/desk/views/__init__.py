"""The desk's pages, a room a file."""
