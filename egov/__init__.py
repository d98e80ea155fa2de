"""egov: citizen services as small folders on one shared layer of identity, cases and audit."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egov.app import create_app as create_app


def __getattr__(name: str) -> Any:
    """``create_app``, loaded when somebody asks for it: a witness never does."""
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("egov.app").create_app
