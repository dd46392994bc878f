"""Settings from the environment: BASICPLUS_DB, BASICPLUS_ACTOR; nothing secret has a default."""

from __future__ import annotations

import getpass

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the records are and who acts when nobody says so."""

    model_config = SettingsConfigDict(env_prefix="BASICPLUS_")

    db: str = "sqlite:///basicplus.db"
    actor: str = Field(default_factory=getpass.getuser)
