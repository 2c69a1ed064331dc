import json
from pathlib import Path

from bot.web.manifest import manifest

SHIPPED = Path(__file__).parents[2] / "deploy" / "app-manifest.json"


def test_the_shipped_manifest_is_the_one_the_code_asks_for() -> None:
    shipped = json.loads(SHIPPED.read_text())

    assert shipped == manifest("https://linchpin.example.com")


def test_the_app_asks_to_write_to_issues_and_checks_alone() -> None:
    asked = manifest("https://linchpin.example.com")["default_permissions"]

    assert {name for name, level in asked.items() if level == "write"} == {"issues", "checks"}
