"""The pages, and the components they are made of."""
