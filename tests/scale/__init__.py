"""The scaled profile: many processes, a database server, Redis, nginx, and settings that are fit for real citizens."""
