"""The ``egov`` command: Flask's own command line with the trade's commands added."""
