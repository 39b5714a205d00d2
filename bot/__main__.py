"""`python -m bot`: the computing commands start without the service's libraries."""

import sys

COMPUTING = {"deadline", "sme-size", "sme-reserve"}


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] in COMPUTING:
        from bot.cli import compute

        return compute.main()
    from bot.cli import commands

    return commands.main()


if __name__ == "__main__":
    sys.exit(main())
