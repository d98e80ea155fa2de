"""The one blueprint of the room; its views stand in a file for each kind of reader."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__)
