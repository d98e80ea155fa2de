"""One folder a service; a ministry owns them, here or in a ``services`` of its own elsewhere on Python's path.

``egov.catalogue`` finds them all, also where another package of this name hides this one.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
