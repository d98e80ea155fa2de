"""Country packs: national facts as data."""
