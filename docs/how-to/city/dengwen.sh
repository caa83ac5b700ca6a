#!/bin/sh
# The command line of the installation: as its user, with its settings.
exec sudo -u dengwen sh -c '
  set -a; . /etc/dengwen/dengwen.env; set +a
  cd /opt/dengwen && exec .venv/bin/dengwen "$@"
' sh "$@"
