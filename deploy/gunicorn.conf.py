"""How gunicorn serves the pages: python deploy/gunicorn.conf.py

The numbers come from the environment, so that one file serves every machine. They are looked at before gunicorn is
there, which reads WEB_CONCURRENCY as it is loaded and ends in a traceback where that is no number.
"""

import os
import sys


def number(name: str, usual: int) -> int:
    """The setting as a whole number, the usual one where nothing is set; ends the start with a sentence otherwise."""
    given = os.environ.get(name, "").strip() or str(usual)
    if not given.isdecimal() or int(given) < 1:
        sys.exit(f"egov cannot start. {name} is {given!r} and must be a whole number, 1 or more. Write {name}={usual}.")
    return int(given)


wsgi_app = "egov.cli.production:production_app()"

# A socket that nginx alone can reach; "127.0.0.1:8000" where nginx is on this machine too but runs in a container.
bind = os.environ.get("EGOV_BIND", "unix:/run/egov/web.sock")

# Twice the cores and one; each has a few threads, which wait for the database and not for each other.
workers = number("WEB_CONCURRENCY", 2 * (os.cpu_count() or 1) + 1)
worker_class = "gthread"
threads = number("EGOV_THREADS", 4)

# The application is made once, before the workers: an unsafe setting stops the start with one sentence instead of a
# line of dying workers, and what never changes lies in memory once. It brings no connection over the fork.
preload_app = True

timeout = 60  # seconds without a sign of life, after which a worker is replaced
graceful_timeout = 30  # seconds for running requests at a stop
keepalive = 5
max_requests = 20_000  # then a worker is replaced: whatever some library leaks, memory stays flat
max_requests_jitter = 2_000

# Longer addresses than ours are somebody's experiment.
limit_request_line = 2048
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - memory: a sign of life needs no disk
control_socket_disable = True
accesslog = None  # nginx writes it
errorlog = "-"

if __name__ == "__main__":
    told = [sys.executable, "-m", "gunicorn", "--config", __file__, *sys.argv[1:]]
    os.execv(sys.executable, told)  # noqa: S606 - the same process, so that systemd hears when it is ready
