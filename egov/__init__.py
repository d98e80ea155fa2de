"""egov: citizen services as small folders on one shared layer of identity, cases and audit."""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egov.app import create_app as create_app


def __getattr__(name: str) -> Any:
    """``create_app``, loaded when somebody asks for it: a witness never does.

    Nothing is garbage while the program is read in, and what was read in stays: to look for garbage in it takes a sixth
    of a start, and some of each search later on.
    """
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    was_on = gc.isenabled()
    gc.disable()
    try:
        globals()[name] = import_module("egov.app").create_app
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
    return globals()[name]
