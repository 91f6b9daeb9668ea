"""`python -m civic` is the `tongxing` command."""

from civic.app import main

main()
