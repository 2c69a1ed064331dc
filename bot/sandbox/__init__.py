"""A local GitHub for the demo and the tests: a third-party emulator with its gaps filled."""
