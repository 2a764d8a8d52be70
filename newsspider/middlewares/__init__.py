"""What stands between the spiders and the net: each lets a request pass, or refuses it by name."""
