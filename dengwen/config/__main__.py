"""`python -m dengwen.config`: what the launcher .venv/bin/dengwen runs."""

from dengwen.config.cli import main

main()
