"""The steps from a page to a line of ``items.jsonl``; their order stands in ``newsspider.settings``."""
