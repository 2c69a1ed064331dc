"""What vulnerability reports say and other reports rarely do: cues, and the words around them."""
