"""The environment as one frozen `Settings`, read once, all problems at once.

Variables and defaults are promised in the README; a `.env` file in the working directory counts
as environment that is not set.
"""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.mail import Mail

KEY_BYTES = 32
"""The size of keys we make: 256 bits, as HMAC-SHA-256 asks for (RFC 2104 §3)."""


SHORTEST_KEY = 32
"""Characters of a key that is given: 128 bits even as hexadecimal digits."""


class SettingsInvalid(Exception):
    """The environment has mistakes; the message names each variable and its remedy."""


class Settings(BaseSettings):
    """What the operator decided."""

    model_config = SettingsConfigDict(frozen=True, env_file=".env", extra="ignore")

    linchpin_home: Path = Path("var")
    database_url: str = ""
    github_api_url: str = "https://api.github.com"
    github_graphql_url: str | None = None
    github_app_id: str | None = None
    github_private_key: SecretStr | None = None
    github_webhook_secret: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    github_token: SecretStr | None = None
    linchpin_public_url: str | None = None
    github_client_id: str | None = None
    github_client_secret: SecretStr | None = None
    linchpin_secret_key: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    linchpin_office: str | None = None
    linchpin_pseudonym_key: SecretStr | None = None
    linchpin_grace_seconds: int = Field(default=180, ge=0)
    """Before the first look at a new thread; people finish their report meanwhile (180 s: several
    projects asked their bots for two to five minutes)."""
    linchpin_poll_seconds: float = Field(default=60, gt=0)
    """How often comments whose reactions are due are looked for; each is due far less often."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    log_format: Literal["", "console", "json"] = ""
    linchpin_metrics_token: SecretStr | None = None
    smtp_url: SecretStr | None = None

    @field_validator("github_webhook_secret", "linchpin_secret_key", mode="before")
    @classmethod
    def _two_secrets(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = tuple(part.strip() for part in value.split(",") if part.strip())
        if len(parts) > 2:
            raise ValueError("at most two secrets, comma-separated, while one replaces the other")
        return parts

    @field_validator("github_private_key", mode="before")
    @classmethod
    def _key_or_file(cls, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            path = Path(value[1:])
            if not path.is_file():
                raise ValueError(f"no file {path}; give the PEM itself or @path of one")
            try:
                value = path.read_text(encoding="utf-8", errors="replace")
            except OSError as error:
                raise ValueError(f"{path} cannot be read: {error.strerror}") from error
        if isinstance(value, str):
            value = value.replace("\\n", "\n")
            if value and not _is_private_key(value):
                raise ValueError("not a PEM private key; give the PEM itself or @path of one")
        return value or None

    @field_validator("github_api_url", "github_graphql_url", "linchpin_public_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("give an address that begins with https://")
        return value.rstrip("/") if value else value

    @field_validator("linchpin_secret_key")
    @classmethod
    def _long_enough_each(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < SHORTEST_KEY for key in value):
            raise ValueError(f"too short to sign with; give {SHORTEST_KEY} characters")
        return value

    @field_validator("linchpin_pseudonym_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"too short to keep names secret; give {SHORTEST_KEY} characters")
        return value or None

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value and value.get_secret_value():
            Mail.of(value.get_secret_value())
            return value
        return None

    @field_validator("linchpin_office")
    @classmethod
    def _office_name(cls, value: str | None) -> str | None:
        if value and value.count("/") != 1:
            raise ValueError('give it as "ORG/REPO"')
        return value or None

    @property
    def store_url(self) -> str:
        """`DATABASE_URL`, or the SQLite file in `LINCHPIN_HOME`."""
        return self.database_url or f"sqlite:///{self.linchpin_home.resolve()}/linchpin.db"

    @property
    def web_url(self) -> str:
        """Where people read what the API tells of: api.github.com is github.com's."""
        if self.github_api_url == "https://api.github.com":
            return "https://github.com"
        return self.github_api_url.removesuffix("/api/v3")

    @property
    def has_app(self) -> bool:
        """Whether the credentials of a GitHub App are there."""
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables of the App's credentials that are not set."""
        given = {
            "GITHUB_APP_ID": self.github_app_id,
            "GITHUB_PRIVATE_KEY": self.github_private_key,
            "GITHUB_WEBHOOK_SECRET": self.github_webhook_secret,
        }
        return tuple(name for name, value in given.items() if not value)

    def pseudonym_key(self) -> bytes:
        """The key of the keyed hashes. Made on first use, readable by the owner only."""
        if self.linchpin_pseudonym_key is not None:
            return self.linchpin_pseudonym_key.get_secret_value().encode()
        return _kept_key(self.linchpin_home / "pseudonym.key")

    def secret_keys(self) -> tuple[bytes, ...]:
        """The keys that sign, the newest first. Made on first use, readable by the owner only."""
        if self.linchpin_secret_key:
            return tuple(key.get_secret_value().encode() for key in self.linchpin_secret_key)
        return (_kept_key(self.linchpin_home / "secret.key"),)


def _is_private_key(text: str) -> bool:
    try:
        serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _kept_key(path: Path) -> bytes:
    """The key in the file, made where there is none; several processes may start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by the owner only
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and the first one stays
        os.unlink(draft)
    return base64.b64decode(path.read_bytes())


class _Given(Settings):
    """Settings from what it is given: not from this process's environment, nor from `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The arguments alone."""
        return (init_settings,)


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process, or of the given environment alone (tests, the demo).

    Raises `SettingsInvalid` with every mistake.
    """
    try:
        if environment is None:
            return Settings()
        known = {name.upper(): name for name in Settings.model_fields}
        given: dict[str, Any] = {known[n]: v for n, v in environment.items() if n in known}
        return _Given(**given)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise SettingsInvalid("\n".join(lines)) from error
