"""How the installation does, for those who run it: the log of requests, probes, and the doctor."""
