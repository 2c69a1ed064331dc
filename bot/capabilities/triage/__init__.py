"""What reporters and maintainers get on a new thread."""
