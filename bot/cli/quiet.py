"""What a command does when whoever reads its lines has had enough (| head)."""

import os
import sys


def end_quietly() -> None:
    """Let what is still to be written go nowhere: the interpreter would complain of it on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
