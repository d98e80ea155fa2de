"""An OpenID provider for demonstrations: it plays the national identity scheme, over the real protocol."""
