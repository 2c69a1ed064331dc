"""The commands of `linchpin`, a file each or a file for what belongs together."""
