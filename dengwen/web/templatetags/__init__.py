"""Template tags 模板標籤: pack words, legal dates, clocks and form parts."""
