"""What answers HTTP: the webhook's door, health, metrics, pages."""
