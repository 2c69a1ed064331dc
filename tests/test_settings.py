import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import SettingsInvalid, read
from tests.rig.fake import new_key


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    settings = read({"LINCHPIN_HOME": str(tmp_path)})

    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _n: settings.pseudonym_key(), range(64)))

    assert {len(key) for key in keys} == {32}
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pseudonym.key"]
    assert stat.S_IMODE((tmp_path / "pseudonym.key").stat().st_mode) == 0o600


def test_the_key_that_signs_is_made_once_and_may_be_two_while_one_replaces_the_other(
    tmp_path: Path,
) -> None:
    made = read({"LINCHPIN_HOME": str(tmp_path)}).secret_keys()
    new, old = "n" * 32, "o" * 40

    assert read({"LINCHPIN_HOME": str(tmp_path)}).secret_keys() == made
    assert [len(key) for key in made] == [32]
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    given = read({"LINCHPIN_SECRET_KEY": f"{new}, {old}"})
    assert given.secret_keys() == (new.encode(), old.encode())
    assert new not in repr(given)
    for wrong in ("short", f"{new},{old},{new}x"):
        with pytest.raises(SettingsInvalid, match="LINCHPIN_SECRET_KEY"):
            read({"LINCHPIN_SECRET_KEY": wrong})


def test_every_mistake_of_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsInvalid) as told:
        read(
            {
                "PORT": "seventy",
                "GITHUB_PRIVATE_KEY": "@/nowhere/key.pem",
                "GITHUB_WEBHOOK_SECRET": "a,b,c",
                "LINCHPIN_OFFICE": "office",
            }
        )

    lines = str(told.value).splitlines()
    assert {line.partition(":")[0] for line in lines} == {
        "GITHUB_PRIVATE_KEY",
        "GITHUB_WEBHOOK_SECRET",
        "LINCHPIN_OFFICE",
        "PORT",
    }
    assert "/nowhere/key.pem" in str(told.value)


def test_a_key_may_stand_in_a_file_or_on_one_line(tmp_path: Path) -> None:
    pem = new_key()
    (tmp_path / "key.pem").write_text(pem)

    by_file = read({"GITHUB_PRIVATE_KEY": f"@{tmp_path}/key.pem"}).github_private_key
    on_a_line = read({"GITHUB_PRIVATE_KEY": pem.replace("\n", "\\n")}).github_private_key

    assert by_file is not None
    assert on_a_line is not None
    assert by_file.get_secret_value() == on_a_line.get_secret_value() == pem


def test_a_given_environment_counts_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/x")
    (tmp_path / ".env").write_text("LINCHPIN_GRACE_SECONDS=99\n")

    found, nothing = read({"PORT": "0", "LOG_FORMAT": "json"}), read({})

    assert (found.port, found.log_format) == (0, "json")
    assert (found.database_url, found.linchpin_grace_seconds) == ("", 180)
    assert (nothing.database_url, nothing.linchpin_grace_seconds) == ("", 180)
    assert (read().database_url, read().linchpin_grace_seconds) == ("postgresql://elsewhere/x", 99)
