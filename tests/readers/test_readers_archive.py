"""ZIP archives: each member like a file of a folder, in memory, within bounds, nothing written."""

import io
import json
import zipfile

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import archive, read_declarations


def zipped(members, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **more) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def names(results):
    return [r.source if isinstance(r, Declaration) else f"{r.path}|{r.where}|{r.code}" for r in results]


def test_members_are_read_in_the_order_of_names(kit):
    data = zipped(
        {
            "b/2.csv": kit.csv(),
            "a.xml": kit.message(),
            "readme.pdf": "%PDF",
            "__MACOSX/._a.xml": "x",
            ".hidden.xml": "x",
        }
    )
    assert names(kit.results(data, "in.zip")) == ["in.zip/a.xml", "in.zip/b/2.csv"]


def test_a_dossier_beside_a_member_is_its_own(kit):
    dossier = json.dumps({"declared_on": "2020-05-06"})
    data = zipped({"a.xml": kit.message(), "A.Dossier.json": dossier, "b.xml": kit.message()})
    first, second = kit.results(data, "in.zip")
    assert str(first.dossier.declared_on) == "2020-05-06"
    assert second.dossier is None


def test_names_in_the_encoding_of_the_writer(kit):
    data = zipped({"??.xml": kit.message()})
    gbk = data.replace(b"??.xml", "报.xml".encode("gb18030"))
    assert names(kit.results(gbk, "in.zip")) == ["in.zip/报.xml"]


def test_what_is_wrong_with_a_member_does_not_stop_the_others(kit):
    data = zipped({"1.xml": "<broken", "2.zip": zipped({"x.xml": "x"}), "3.xml": kit.message()})
    results = kit.results(data, "in.zip")
    assert [isinstance(r, UnreadableInput) for r in results] == [True, True, False]
    assert results[1].code == "archive"


def test_a_member_is_not_unpacked_beyond_the_bounds(kit, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBER", 10_000)
    data = zipped({"bomb.xml": "<a>" + "x" * 5_000_000, "good.xml": kit.message()})
    assert len(data) < 50_000
    bomb, good = kit.results(data, "in.zip")
    assert (bomb.code, bomb.where) == ("too-large", "bomb.xml")
    assert isinstance(good, Declaration)


def test_all_members_together_are_bounded(kit, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 12_000)
    results = kit.results(zipped({f"{n}.xml": kit.message() for n in range(9)}), "in.zip")
    assert isinstance(results[0], Declaration)
    assert results[-1].code == "too-large"


def test_too_many_members(kit, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    (broken,) = kit.results(zipped({f"{n}.xml": "x" for n in range(5)}), "in.zip")
    assert broken.code == "too-large"


def test_a_password(kit):
    data = bytearray(zipped({"a.xml": kit.message()}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    (broken,) = kit.results(bytes(data), "in.zip")
    assert broken.code == "D29"


@pytest.mark.parametrize("name", ["../../evil.xml", "/tmp/evil.xml", "C:\\evil.xml"])
def test_names_that_lead_out_of_the_archive_are_only_names(kit, name, tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "in.zip").write_bytes(zipped({name: kit.message()}))
    before = sorted(tmp_path.rglob("*"))
    (declaration,) = read_declarations("in.zip")
    assert isinstance(declaration, Declaration)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("cut", [10, 60, 200, -30])
def test_a_truncated_archive(kit, cut):
    (broken, *_) = kit.results(zipped({"a.xml": kit.message()})[:cut], "in.zip")
    assert isinstance(broken, UnreadableInput)
