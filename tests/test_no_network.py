"""Nothing leaves the machine: with every socket denied the main job still works."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import EXAMPLES

DENY = """
import socket
def denied(*_, **__):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = denied
"""


def test_the_main_job_opens_no_connection(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(DENY)
    case = str(tmp_path / "case")
    folder = EXAMPLES / "eurostat" / "eu_year_export"
    for words in (
        ["init", case],
        ["ingest", case, str(folder)],
        ["ask", case, "--reporter", "EU27", "--json"],
        ["check", case, str(EXAMPLES / "claims.toml")],
    ):
        command = [sys.executable, "-m", "tidewaiter", *words]
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, "connection" in done.stderr) == (0, False), done.stderr
