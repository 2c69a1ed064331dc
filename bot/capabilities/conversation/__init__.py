"""How people steer Linchpin on a thread."""
