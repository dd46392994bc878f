"""Settings from the environment: BASICPLUS_DB, BASICPLUS_ACTOR and the like; nothing secret has a default."""

from __future__ import annotations

import getpass

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the records are, who acts when nobody says so, and how documents leave the house.

    What may hold a password or a token is a SecretStr: it is neither shown, logged nor journaled.
    """

    model_config = SettingsConfigDict(env_prefix="BASICPLUS_")

    db: str = "sqlite:///basicplus.db"
    actor: str = Field(default_factory=getpass.getuser)
    smtp_url: SecretStr | None = None
    bounce_address: str = ""
    access_point: str = ""
    access_point_token: SecretStr | None = None
    routing_url: str = ""
    backups: str = ""
