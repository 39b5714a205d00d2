"""Whoever reads the lines of a command may stop: it ends without a word."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", [["ask", "合同几天内签"], ["sme-size", "--jsonl"]])
def test_a_command_ends_quietly(command: list[str]) -> None:
    run = [sys.executable, "-m", "bot", *command]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        assert one.stdin is not None
        assert one.stdout is not None
        assert one.stderr is not None
        one.stdout.close()
        one.stdin.write(b"{}\n")
        one.stdin.close()
        assert one.stderr.read() == b""
        assert one.wait() == 0
