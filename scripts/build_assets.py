#!/usr/bin/env python3
"""Copies the precompiled look of GOV.UK and MOJ Frontend into static/vendor/, changed to be ours.

The packages are pinned in package-lock.json and fetched with npm; nothing is compiled. What changes on the way:
addresses become relative (so that hashed static files find them), source maps are dropped, and so are the
typeface, crown and crest of GOV.UK, which a service that is not GOV.UK may not wear.

Run it as often as you like: it returns at once when nothing has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NODE_MODULES = PROJECT / "node_modules"
VENDOR = PROJECT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
NODE_REQUIREMENTS = PROJECT / "requirements" / "node.txt"

GOVUK = NODE_MODULES / "govuk-frontend"
MOJ = NODE_MODULES / "@ministryofjustice" / "frontend"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"

# Fonts that the reader's machine has already: nothing is fetched, and none is GOV.UK's own typeface.
FONT_STACK = '"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif'

STYLES = {
    "govuk-frontend.min.css": GOVUK / "dist/govuk/govuk-frontend.min.css",
    "moj-frontend.min.css": MOJ / "moj/moj-frontend.min.css",
}
SCRIPTS = {
    "govuk-frontend.min.js": GOVUK / "dist/govuk/govuk-frontend.min.js",
    "moj-frontend.min.js": MOJ / "moj/moj-frontend.min.js",
}
IMAGE_FOLDER = MOJ / "moj/assets/images"
IMAGES = (
    "icon-close-cross-black.svg",
    "icon-document.svg",
    "icon-progress-tick.svg",
    "icon-tag-remove-cross-white.svg",
    "icon-tag-remove-cross.svg",
    "icon-toggle-plus-minus.svg",
)

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?:\s*\*/)?")
FONT_FAMILY = re.compile(r"font-family:(?:GDS Transport,arial,sans-serif|sans-serif)(?=[;}])")
ASSET_URL = re.compile(r"url\(/assets/images/([^)]+)\)")


class AssetError(Exception):
    """The look cannot be built; the message says what to do."""


def wanted_stamp() -> str:
    """One value that changes whenever the packages or this script do."""
    digest = hashlib.sha256()
    for path in (PROJECT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(stamp: str, *, with_dev: bool) -> bool:
    """Whether an earlier run already left exactly this behind."""
    if not STAMP.exists() or STAMP.read_text() != stamp:
        return False
    return AXE.exists() or not with_dev


def find_npm() -> list[str]:
    """The npm of this machine; where there is none, the one of a wheel put into this virtual environment."""
    if found := shutil.which("npm"):
        return [found]
    own = Path(sys.executable).parent / "npm"
    if not own.exists():
        print("No npm on this machine: installing Node.js into the virtual environment.", flush=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, "--require-hashes", "-r", str(NODE_REQUIREMENTS)], check=True)  # noqa: S603
    if not own.exists():
        raise AssetError("npm is missing. Install Node.js 20 or later, then run this again.")
    return [str(own)]


def fetch_packages(*, with_dev: bool) -> None:
    """`npm ci`: exactly what package-lock.json names, running none of the packages' own scripts."""
    command = [*find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_dev:
        command.append("--omit=dev")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    result = subprocess.run(command, cwd=PROJECT, env={**os.environ, "PATH": path}, check=False)  # noqa: S603
    if result.returncode:
        raise AssetError("npm could not fetch the front-end packages (see above). Is there a way to the npm registry?")


def restyle(css: str) -> str:
    """A distributed style sheet with our fonts, our relative addresses and nothing that is GOV.UK's alone."""
    css = FONT_FACE.sub("", SOURCE_MAP.sub("", css))
    css = FONT_FAMILY.sub(f"font-family:{FONT_STACK}", css)
    css = ASSET_URL.sub(lambda match: f"url(images/{match[1]})" if match[1] in IMAGES else "none", css)
    for leftover in ("url(/", "GDS Transport", "sourceMappingURL"):
        if leftover in css:
            raise AssetError(f"The style sheet still contains {leftover!r}: the package has changed its ways.")
    return css


def copy_assets() -> None:
    """Write static/vendor/ afresh, beside the old one, and swap them at the end."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "images").mkdir(parents=True)
    for name, source in STYLES.items():
        (fresh / name).write_text(restyle(source.read_text(encoding="utf-8")), encoding="utf-8")
    for name, source in SCRIPTS.items():
        (fresh / name).write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    for name in IMAGES:
        shutil.copyfile(IMAGE_FOLDER / name, fresh / "images" / name)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def main() -> int:
    """Fetch when something is missing or has changed, copy, and leave a stamp."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--production", action="store_true", help="leave out what only the tests need")
    parser.add_argument("--force", action="store_true", help="do it again even if nothing has changed")
    options = parser.parse_args()
    with_dev, stamp = not options.production, wanted_stamp()
    if not options.force and is_current(stamp, with_dev=with_dev):
        return 0
    try:
        fetch_packages(with_dev=with_dev)
        copy_assets()
    except AssetError as error:
        print(f"build_assets: {error}", file=sys.stderr)
        return 1
    STAMP.write_text(stamp)
    print("Front-end files are in static/vendor/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
