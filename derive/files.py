"""Files: read whole, written whole. A file that is written is never seen half done."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from derive.errors import UsageError

MOST = 50_000_000  # bytes of a document


def read_bytes(path: str) -> bytes:
    """The bytes of a file; a UsageError says why it can't be read."""
    try:
        info = os.stat(path)
        if stat.S_ISDIR(info.st_mode):
            raise UsageError(f"{path} is a directory, not a file")
        if info.st_size > MOST:
            raise UsageError(f"{path} is too large: {info.st_size} bytes, at most {MOST}")
        with open(path, "rb") as f:
            data = f.read(MOST + 1)  # a device has no size
        if len(data) > MOST:
            raise UsageError(f"{path} is too large: more than {MOST} bytes")
        return data
    except FileNotFoundError:
        raise UsageError(
            f"no such file: {path}", help="check the path; it is taken from the current directory"
        ) from None
    except (OSError, ValueError) as e:
        raise UsageError(f"{path} can't be read: {_reason(e)}") from None


def write_bytes(path: str, data: bytes) -> None:
    """Write a file at once: into a temporary file beside it, then renamed over it; permissions are kept.

    A symbolic link keeps pointing to the file, which is replaced; a device is written directly.
    """
    if not path:
        raise UsageError("the name of the file to write is empty")
    try:
        target = os.path.realpath(path)
        old = _status(path)
        if old is not None and not stat.S_ISREG(old.st_mode):
            if stat.S_ISDIR(old.st_mode):
                raise UsageError(f"{path} is a directory, not a file")
            Path(target).write_bytes(data)
            return
        mode = stat.S_IMODE(old.st_mode) if old else 0o666 & ~_umask()
        _replace(target, data, mode)
    except (OSError, ValueError) as e:
        raise UsageError(f"{path} can't be written: {_reason(e)}") from None


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _replace(target: str, data: bytes, mode: int) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)[:60]}.", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(e: Exception) -> str:
    return (e.strerror if isinstance(e, OSError) and e.strerror else str(e)).lower()
