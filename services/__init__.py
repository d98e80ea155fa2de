"""One folder a service; a ministry owns them."""
