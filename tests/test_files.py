"""Files are written whole, through links, with the permissions they had; what can't be written is left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.files import read_bytes, write_bytes


def test_a_link_keeps_pointing_and_permissions_are_kept(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_bytes(str(link), b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "link"]


def test_a_link_to_nothing_makes_the_file(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "new")
    write_bytes(str(link), b"1")
    assert (tmp_path / "new").read_bytes() == b"1"


def test_a_circle_of_links_is_left_as_it_is(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(UsageError, match="can't be written: too many levels of symbolic links"):
        write_bytes(str(link), b"1")
    assert link.is_symlink()


@pytest.mark.parametrize(("name", "said"), [("", "name of the file to write is empty"), (".", "is a directory"),
                                            ("no/such/file", "no such file"), ("a\0b", "null byte")])  # fmt: skip
def test_what_is_no_file_is_said(name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said):
        write_bytes(name, b"1")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", ".", "none", "a\0b"])
def test_what_can_not_be_read_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        read_bytes(name)
