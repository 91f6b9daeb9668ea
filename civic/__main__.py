"""`python -m civic` is the `tongxing` command."""

from civic.commands import main

main()
