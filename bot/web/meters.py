"""Counters of this process in Prometheus' words. No repository, person or thread is a label."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Meters:
    """What `/metrics` shows."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        deliveries = Counter(
            "linchpin_deliveries",
            "Webhook deliveries by answer.",
            ["status"],
            registry=self.registry,
        )
        self._answers = {
            status: deliveries.labels(str(status)) for status in (202, 400, 401, 408, 413, 503)
        }
        self.inbox = Gauge(
            "linchpin_inbox", "Inbox entries by state.", ["state"], registry=self.registry
        )
        self.oldest_waiting = Gauge(
            "linchpin_inbox_oldest_waiting_seconds",
            "Age of the oldest delivery nobody handed over yet.",
            registry=self.registry,
        )
        self.watched = Gauge(
            "linchpin_watched_repositories",
            "Repositories that are watched without the App.",
            registry=self.registry,
        )
        self.watch_token = Gauge(
            "linchpin_watch_token_remaining",
            "What is left this hour of the limits of the token that watches.",
            ["resource"],
            registry=self.registry,
        )
        self.watch_lag = Gauge(
            "linchpin_watch_lag_seconds",
            "Since the watched repository looked at longest ago was looked at.",
            registry=self.registry,
        )
        self.jobs = Gauge(
            "linchpin_jobs", "Jobs of the engine by state.", ["state"], registry=self.registry
        )
        self.budget = Gauge(
            "linchpin_github_budget_remaining",
            "The least that is left of GitHub's limits in any installation.",
            ["resource"],
            registry=self.registry,
        )

    def accepted(self) -> None:
        """Count a 202."""
        self._answers[202].inc()

    def refused(self, status: int) -> None:
        """Count a refusal."""
        self._answers[status].inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)
