"""What the frozen program starts with."""

import sys

from native_host.__main__ import main

sys.exit(main())
