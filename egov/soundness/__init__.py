"""Whether a service is sound: one examination for ``egov check``, for the start and for each publication."""
