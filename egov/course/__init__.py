"""The course of a demonstration: lessons whose exercises are checked by what stands in the house, and the handbook."""
