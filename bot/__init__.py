"""Linchpin: a GitHub App that brings hands to the maintainers of AI infrastructure.

    intake -> facts -> capabilities -> guard -> effects

Every arrow carries values defined in `vocabulary`. `pipeline` is the only module that knows the
order of the stations, `work` makes each run of it durable, `app` is the only one that builds real
things; `commands` holds the command line's. Read a station's package docstring to learn what it may
and may not do.
"""
