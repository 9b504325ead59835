"""The wheel of python/, built once for all tests that import `assay`, into build/python/site."""
import subprocess
import sys

import _assay

BUILD = _assay.ROOT / "build" / "python"


def install():
    """Builds the wheel of this checkout, unpacks it and puts it first on the path of imports."""
    site = BUILD / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--upgrade", "--target", str(site), str(_assay.ROOT / "python")],
                   check=True)
    sys.path.insert(0, str(site))
    return site
