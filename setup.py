"""The compiled parts of newsspider; everything else stands in ``pyproject.toml``.

Each ``_name.pyx`` is a hot loop written a second time beside the pure module that is its reference. All of them are
optional: where there is no C compiler, no Cython or no header of lxml, the installation goes through and the pure
modules do the work, with the same results.
"""

import os
from pathlib import Path

from setuptools import Extension, setup

_HERE = Path(__file__).parent
# These read lxml's own structures, and need its headers.
_WALKS_LXML = {
    "newsspider.extraction._tree",
    "newsspider.extraction._walk",
    "newsspider.extraction.metadata._gathered",
}

# Where a processor can multiply and add in one step, that rounds otherwise than the pure modules do.
_EXACT = [] if os.name == "nt" else ["-ffp-contract=off"]


def _extensions() -> list[Extension]:
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - may be missing, see above
    except ImportError:
        return []
    found = [_extension(path.relative_to(_HERE)) for path in sorted(_HERE.glob("newsspider/**/_*.pyx"))]
    compiled: list[Extension] = cythonize(found, build_dir="build", language_level=3)
    for extension in compiled:
        extension.optional = True  # cythonize makes new ones and forgets it
    return compiled


def _extension(path: Path) -> Extension:
    name = ".".join(path.with_suffix("").parts)
    headers = _lxml_headers() if name in _WALKS_LXML else []
    return Extension(name, [str(path)], include_dirs=headers, extra_compile_args=_EXACT)


def _lxml_headers() -> list[str]:
    try:
        import lxml  # noqa: PLC0415 - may be missing, see above
    except ImportError:
        return []
    return list(lxml.get_include())


setup(ext_modules=_extensions(), options={"build_ext": {"parallel": os.cpu_count() or 1}})
