"""Durable work: the engine behind its port, dispatcher, timers, reaper, retention."""
