"""What accompanies a crawl: its state on disk, its progress, its summary, and the bundled web."""
