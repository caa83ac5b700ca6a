"""What can be done at the doors: one verb a file."""
