"""The compiled parts of newsspider; everything else stands in ``pyproject.toml``.

Each ``_name.pyx`` is a hot loop written a second time beside the pure module that is its reference. All of them are
optional: where there is no C compiler, no Cython or no header of lxml, the installation goes through and the pure
modules do the work, with the same results. What was compiled is kept in ``build/compiled``: an installation again
compiles what has changed since, or would be compiled otherwise.
"""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

_HERE = Path(__file__).parent
_KEPT = _HERE / "build" / "compiled"
# Paths of the environment in which it is built, a new one each time.
_METADATA = re.compile(r"/\* BEGIN: Cython Metadata.*?END: Cython Metadata \*/", re.DOTALL)
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


class _BuildChanged(build_ext):
    """Compiles a module unless it is kept, compiled of the same by the same."""

    def build_extension(self, ext: Extension) -> None:
        kept = _KEPT / f"{ext.name}-{self._made_of(ext)}"
        built = Path(self.get_ext_fullpath(ext.name))
        if kept.exists():
            built.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, built)
            return
        super().build_extension(ext)
        _KEPT.mkdir(parents=True, exist_ok=True)
        for older in _KEPT.glob(f"{ext.name}-*"):
            older.unlink()
        shutil.copyfile(built, kept)

    def _made_of(self, ext: Extension) -> str:
        """A digest of the module's C code, of how it is compiled, and of the headers."""
        source = "".join(_METADATA.sub("", Path(path).read_text("utf-8")) for path in ext.sources)
        headers = [Path(folder) for folder in ext.include_dirs]
        version = [path.read_text("utf-8") for folder in headers for path in folder.glob("lxml-version.h")]
        how = (self.compiler.compiler_so, self.compiler.linker_so, ext.extra_compile_args, sys.version, version)
        return hashlib.sha256(f"{how}{source}".encode()).hexdigest()


setup(
    ext_modules=_extensions(),
    cmdclass={"build_ext": _BuildChanged},
    options={"build_ext": {"parallel": os.cpu_count() or 1}},
)
