"""egov: citizen services as small folders on one shared layer of identity, cases and audit."""

from egov.app import create_app as create_app
