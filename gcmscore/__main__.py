"""``python -m gcmscore``."""

from gcmscore.cli import main

main(prog_name="gcmscore")
