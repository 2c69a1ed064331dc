"""Linchpin: a GitHub App that brings hands to the maintainers of AI infrastructure.

    intake -> facts -> capabilities -> guard -> effects

Every arrow carries values defined in `vocabulary`. `pipeline` is the only module that knows the
order of the stations, `work` makes each run of it durable, `app` is the only one that builds real
things; `commands` holds the command line's. Read a station's package docstring to learn what it may
and may not do.

Beside the stations runs the past: what events tell (`intake.events`, `intake.watch`,
`intake.history`) becomes activity (`learning.activity`), is kept (`store.activity`), and is folded
into items and demands (`learning.items`, `learning.demands`). `work.history` and `work.backfill`
drive it.

What issues say is kept too (`store.reports`); `work.learning` makes indexes and models of it, the
child process holds them (`learning.shelf`, `learning.guessing`, `learning.placing`), and
`facts.learned` asks them when a look wants it.
"""
