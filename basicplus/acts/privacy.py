"""The act of retention: let people go whom the law lets go."""

from __future__ import annotations

from basicplus import privacy
from basicplus.acts.act import ADMIN, Act

ACTS = (Act("let-go", privacy.RetentionRun, privacy.let_go, ADMIN, {"only": []}),)
