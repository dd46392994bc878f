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
    secret_key: SecretStr | None = Field(default=None, description="what secrets are stored under; 32 letters")
    oidc_issuer: str = Field(default="", description="provider of identities, as https://login.group.example")
    oidc_client: str = Field(default="", description="what this server is called there")
    oidc_secret: SecretStr | None = None
    webhooks_private: bool = Field(default=False, description="webhooks may go to addresses that are not public")
    hosts: str = Field(default="", description="names by which the server is reached, with commas between them")
    idle_hours: int = Field(default=12, ge=1, description="a session that nobody uses for so long ends")
    session_hours: int = Field(default=7 * 24, ge=1, description="after so long anybody logs in again")
    password_kib: int = Field(default=64 * 1024, ge=32, description="memory that the hash of a password takes")
