"""Linchpin: a GitHub App that brings hands to the maintainers of AI infrastructure.

    intake -> facts -> capabilities -> guard -> effects

Every arrow carries values defined in `vocabulary`. `pipeline` is the only module that knows the
order of the stations: `propose` asks the capabilities, `situation` says what the guard may know,
`recording` writes down what was decided. `work` makes each run of it durable, `app` is the only one
that builds real things; `commands` holds the command line's. Read a station's package docstring to
learn what it may and may not do.

Beside the stations runs the past: what events tell (`intake.events`, `intake.watch`,
`intake.history`) becomes activity (`learning.activity`), is kept (`store.activity`), and is folded
into items and demands (`learning.items`, `learning.demands`). `work.history` and `work.backfill`
drive it.

What issues say is kept too (`store.reports`); `work.learning` makes indexes and models of it, the
child process holds them (`learning.shelf`, `learning.guessing`, `learning.placing`), and
`facts.learned` asks them when a look wants it.

What people tell it (a command, a tick, a reaction, a button) becomes orders in `facts.orders` and
is followed by `capabilities.conversation`. What they made of its decisions is judged once an hour
by `work.trust` with `learning.outcomes`. A project's config is read by `config`; which one holds,
its one issue and its check are `config_upkeep`'s.
"""
