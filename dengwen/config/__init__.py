"""The top floor: settings, the database server, the command line and how the house is started."""
