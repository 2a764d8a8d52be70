"""The commands of ``scrapy``: their words in, work of the rooms below and an exit code out."""
