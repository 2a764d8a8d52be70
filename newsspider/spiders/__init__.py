"""From sources to pages: which sources, which ways into them, which articles."""
