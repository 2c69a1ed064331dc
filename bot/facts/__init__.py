"""Events in; facts out. Reads only, one kind of fact a file."""
