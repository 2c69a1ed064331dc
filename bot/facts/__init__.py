"""Events in; facts out. Reads only, one kind of fact a file.

`look` is the one query; `issue`, `labels` and `guidance` turn its answer into facts, `permissions`
says what an installation grants, `organisation` who runs this Linchpin.
"""
