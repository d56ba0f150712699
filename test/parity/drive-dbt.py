"""Runs dbt commands in one process: a line of JSON in, {"args": [...], "cwd": "..."}, and a line of JSON out."""

import json
import os
import sys

answers = os.fdopen(os.dup(1), "w", buffering=1)
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
os.dup2(log, 1)
os.dup2(log, 2)

from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: E402: importing may print
from dbt.cli.main import dbtRunner  # noqa: E402

for line in sys.stdin:
    request = json.loads(line)
    os.chdir(request["cwd"])
    result = dbtRunner().invoke(request["args"])
    listed = None
    if request["args"][0] in ("ls", "list"):
        listed = [str(item) for item in result.result or []]
    # The file stays open in a process that ran a command; others want to read it.
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager._ENV = None
    code = 0 if result.success else 1 if result.exception is None else 2
    error = None if result.exception is None else str(result.exception)
    sys.stdout.flush()
    answers.write(json.dumps({"exit": code, "listed": listed, "error": error}) + "\n")
