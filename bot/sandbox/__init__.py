"""A local GitHub for the demo and the tests: a third-party emulator with its gaps filled.

The emulator (npm `emulate`, run by `emulator` on the Node that PyPI brings) keeps repositories,
issues, comments, labels, App auth and permissions; `place` is our hold on it. What it lacks is kept
in `gaps` and answered beside it: `rest_gaps` with `rest_pulls` and `rest_lists`, `graph` on
GitHub's real schema, `deliveries`, `events` and `shapes` for payloads as GitHub writes them. Every
event passes `events`, which keeps it in its thread's timeline. `front` is the HTTP, `people` and
`pull_requests` act and look, `sandbox.Sandbox` is the whole.
"""
