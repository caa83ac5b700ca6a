"""Views of the portal: thin, one file a page or a family of pages."""
