"""The keys of the public log, its name, and whom a reader of it should believe."""

from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from egov.audit.witnesses import witnesses
from egov.config import secret
from egov.tlog.keys import ED25519, MLDSA44_COSIGNATURE, SecretKey
from egov.tlog.policy import Policy, parse_policy


def origin() -> str:
    """The name of the log: it stands in each checkpoint, and never changes."""
    settings = current_app.config
    return settings["LOG_ORIGIN"] or f"{urlsplit(settings['BASE_URL']).netloc.partition(':')[0]}/log"


def log_key() -> SecretKey:
    """The key with which the log signs checkpoints and promises (Ed25519), made when it is needed first."""
    return _key("log", ED25519)


def signing_keys() -> list[SecretKey]:
    """All keys that sign a checkpoint: with ``LOG_SECOND_SIGNATURE`` also one that quantum computers do not break."""
    second = [_key("log-mldsa", MLDSA44_COSIGNATURE)] if current_app.config["LOG_SECOND_SIGNATURE"] else []
    return [log_key(), *second]


def policy() -> Policy:
    """Whom readers of this log should believe; raises Malformed."""
    return parse_policy(policy_text().encode("utf-8", "surrogateescape"))


def policy_text() -> str:
    """The file ``LOG_POLICY``. Without one: the keys of this log; witnesses are named, and none of them is needed."""
    file = current_app.config["LOG_POLICY"]
    if file:
        return Path(file).read_text(encoding="utf-8", errors="surrogateescape")
    url = current_app.config["BASE_URL"].rstrip("/") + "/log"
    logs = [f"log {key.public.vkey} {url}" for key in signing_keys()]
    others = [f"witness {witness.key.name} {witness.key.vkey} {witness.url}" for witness in witnesses()]
    return "\n".join([*logs, *others, "quorum none"]) + "\n"


def _key(file: str, kind: int) -> SecretKey:
    seed = secret(Path(current_app.config["KEYS_FOLDER"]) / file)
    return SecretKey(origin(), kind, urlsafe_b64decode(seed + "="))
