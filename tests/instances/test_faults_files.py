"""Files: what is opened, how it is decoded, how rows are told apart. Tests are numbered as the list of faults is."""

import os
import socket
import threading
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.instances.csv_reading import read_csv
from turnout.instances.files import FileReader
from turnout.instances.findings import Findings
from turnout.models import InstanceError
from turnout.models.notice import SHOWN_AT_MOST, FileError
from turnout.models.tables import TABLES
from turnout.tests.instances.world import World, place

CHINESE = "person_id,name,branch_id,group_id\n001,王伟,B1,\n002,李娜,B1,\n003,赵强,B2,G1\n004,孙丽,B2,G2\n"


def chinese(world: World, encoding: str, text: str = CHINESE) -> World:
    return world.put("supervisors", "person_id,name,committee_id,site_id").raw("members.csv", text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_fault_067_encodings_are_told_strictly(world: World, encoding: str) -> None:
    instance = chinese(world, encoding).load()
    assert instance["members"]["name"].tolist() == ["王伟", "李娜", "赵强", "孙丽"]


@pytest.mark.parametrize("heading", ["工号,姓名,所在党支部,班组", "人员编号, 姓名 ,党支部,值别"])
def test_fault_067_chinese_headings_prove_gb18030(world: World, heading: str) -> None:
    text = heading + CHINESE[CHINESE.index("\n") :]
    assert chinese(world, "gb18030", text).load()["members"]["name"].iloc[0] == "王伟"


def test_fault_067_other_encodings_must_be_declared(world: World) -> None:
    text = CHINESE.replace("王伟", "王偉")
    chinese(world, "big5", text.replace("李娜", "李文").replace("赵强", "林文").replace("孙丽", "何文"))
    assert world.load("big5")["members"]["name"].iloc[0] == "王偉"


def test_fault_067_mixed_encodings_are_refused_with_the_line(world: World) -> None:
    data = CHINESE.encode("utf-8") + "005,赵\n".encode("gb18030") + b"\xff\xff\n"
    (error,) = world.raw("members.csv", data).errors()
    assert error.code == "encoding"
    assert "line 6" in error.text.en


def test_fault_067_a_declared_encoding_that_does_not_fit_is_refused(world: World) -> None:
    assert chinese(world, "gb18030").codes("utf-8") == ["encoding"]
    assert world.raw("members.csv", b"\xff\xfe\x00").codes() == ["encoding"]
    half_a_character = CHINESE.encode("utf-7") + b"005,+2AA-,B1,\n"
    assert world.raw("members.csv", half_a_character).codes("utf-7") == ["encoding"]


@pytest.mark.parametrize(("text", "words"), [("", "the file is empty"), ("\n" + CHINESE, "the first line is empty")])
def test_a_file_without_headings_is_told(world: World, text: str, words: str) -> None:
    (error,) = world.raw("members.csv", text.encode()).errors()
    assert (error.code, error.text.en) == ("no-heading", words)


def test_an_encoding_that_fails_in_its_own_way_is_refused_too(world: World) -> None:
    assert "encoding" in world.codes("punycode")


def test_fault_067_an_encoding_that_does_not_exist_is_wrong_use(world: World) -> None:
    with pytest.raises(ValueError, match="unknown encoding"):
        world.load("utf-99")


@pytest.mark.parametrize("lost", ["王\ufffd", "锟斤拷"])
def test_fault_067_texts_that_were_lost_are_refused(world: World, lost: str) -> None:
    (error,) = world.add("members", f"005,{lost},B1,").errors()
    assert (error.code, error.row) == ("mojibake", 6)


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_fault_067_a_column_decoded_wrongly_before_is_refused(world: World, wrong: str) -> None:
    names = ["王伟民", "李娜英", "赵强国", "孙丽华"]
    garbled = [name.encode("utf-8").decode(wrong, "ignore") for name in names]
    (error,) = world.add("members", *(f"9{i},{name},B1," for i, name in enumerate(garbled))).errors()
    assert (error.code, error.row, error.column) == ("mojibake", 6, "name")


@pytest.mark.parametrize("missing", ["sites", "committees", "branches", "members", "venues"])
def test_a_missing_table_is_told(world: World, missing: str) -> None:
    (error,) = world.drop(f"{missing}.csv").errors()
    assert (error.code, error.file) == ("missing-table", f"{missing}.csv")


def test_fault_064_headings_are_known_in_both_languages(world: World) -> None:
    world.change("members", "person_id,name,branch_id,group_id", "员工编号,姓名,所属党支部,班次组")
    world.change("venues", "venue_id,name,site_id,capacity", "Venue ID,会议地点,所在地,座位数")
    assert world.codes() == []


def test_fault_064_an_unknown_column_is_refused_with_the_nearest(world: World) -> None:
    (error,) = world.change("members", "group_id", "grup_id").errors()
    assert (error.code, error.value) == ("unknown-column", "grup_id")
    assert "group_id" in error.advice.en
    assert "班组" in error.advice.zh


def test_fault_064_a_column_twice_is_refused(world: World) -> None:
    (error,) = world.change("members", "group_id", "姓名").errors()
    assert error.code == "double-column"


def test_fault_064_a_missing_required_column_is_told(world: World) -> None:
    world.put("topics", "scope_id,kind\nC1,study")
    (error,) = world.errors()
    assert error.code == "missing-column"
    assert "title" in error.text.en
    assert "研讨主题" in error.text.zh


def test_fault_064_a_table_without_headings_is_refused(world: World) -> None:
    assert set(world.put("members", "001,Wang,B1,\n002,Li,B1,").codes()) == {"missing-column"}


def test_fault_064_a_column_more_than_the_table_has_is_told_and_not_read(world: World) -> None:
    world.put("venues", "venue_id,name,site_id,capacity,电话,name of host\nV1,Hall,S1,40,123,x\nV2,Room,S2,20,,y")
    instance = world.load()
    assert [(w.code, w.row, w.value) for w in instance.warnings] == [
        ("unread-column", 1, "电话"),
        ("unread-column", 1, "name of host"),
    ]
    assert "电话" not in instance["venues"]


@pytest.mark.parametrize("heading", ["\ufeffperson_id", " person_id ", '"person\nid"', "ＰＥＲＳＯＮ ID", "Person_ID*"])
def test_fault_065_headings_are_normalised(world: World, heading: str) -> None:
    assert world.change("members", "person_id", heading).codes() == []


@pytest.mark.parametrize(("row", "fields"), [("005,Qian,B1", 3), ("005,Qian,B1,,", 5), ("005", 1), ('005,"Q",B1', 3)])
def test_fault_066_rows_with_more_or_fewer_fields_are_refused(world: World, row: str, fields: int) -> None:
    (error,) = world.add("members", row, "006,Zhou,B1,").errors()
    assert (error.code, error.row) == ("field-count", 6)
    assert f"{fields} fields" in error.text.en


def test_fault_066_empty_rows_are_passed_over_and_counted(world: World) -> None:
    (error,) = world.add("members", "", ",,,", "005,Qian,B9,").errors()
    assert (error.code, error.row) == ("unknown-id", 8)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202e", "\u2028", "\x7f", "\x85"])
def test_fault_068_unseen_characters_in_ids_are_refused(world: World, sign: str) -> None:
    (error,) = world.add("members", f"00{sign}5,Qian,B1,").errors()
    assert (error.code, error.row) == ("id-unseen", 6)


@pytest.mark.parametrize(
    ("name", "seen"), [("Qi\x00an", "Qi␀an"), ("Qi\u202ean", "Qi␦an"), ('"Qi\nan"', "Qi␊an"), ("Qi\x1ban", "Qi␛an")]
)
def test_fault_068_unseen_characters_in_texts_are_shown_and_told(world: World, name: str, seen: str) -> None:
    instance = world.add("members", f"005,{name},B1,").load()
    assert instance["members"]["name"].iloc[-1] == seen
    assert [w.code for w in instance.warnings] == ["unseen-characters"]


@pytest.mark.parametrize("length", [32_768, 200_000, 5_000_000])
def test_fault_069_cells_longer_than_a_spreadsheets_are_refused(world: World, length: int) -> None:
    (error,) = world.add("members", f"005,{'x' * length},B1,").errors()
    assert error.code == "cell-too-long"
    assert len(error.value) < 100


def test_fault_069_a_long_field_in_quotes_is_refused(world: World) -> None:
    assert world.add("members", f'005,"{"x" * 200_000}",B1,').codes() == ["cell-too-long"]


@pytest.mark.parametrize(
    "rows",
    [
        '005,"Qian,B1,\n006,Zhou,B1,\n',
        '005,"Qian,B1,\n006,"Zhou",B1,\n',
        '005,"Qian,B1,\n006,Zhou,B1,\n007,Wu,B1",B1,\n',
        '005,"Qi"an,B1,\n',
    ],
)
def test_fault_070_a_quote_that_swallows_rows_is_refused(world: World, rows: str) -> None:
    world.texts["members.csv"] += rows
    assert "unclosed-quote" in world.codes()


def test_fault_070_quotes_rightly_used_are_fine(world: World) -> None:
    instance = world.add("members", '005,"Qian, ""the"" elder",B1,', '"006",Zh"ou,B1,""').load()
    assert instance["members"]["name"].tolist()[-2:] == ['Qian, "the" elder', 'Zh"ou']


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_fault_071_other_delimiters_are_found(world: World, delimiter: str) -> None:
    world.texts["members.csv"] = world.texts["members.csv"].replace(",", delimiter)
    assert len(world.load()["members"]) == 4


def test_fault_071_full_width_commas_are_refused(world: World) -> None:
    world.texts["members.csv"] = world.texts["members.csv"].replace(",", "，")
    assert world.codes() == ["delimiter"]


def test_fault_072_lock_files_are_ignored_or_named(world: World, tmp_path: Path) -> None:
    world.raw("~$members.csv", b"\x05lock").raw(".~lock.members.csv#", b"x").raw(".hidden.csv", b"x")
    assert world.codes() == []
    lock = tmp_path / "~$plan.xlsx"
    lock.write_bytes(b"\x05user")
    with pytest.raises(InstanceError) as caught:
        load(lock)
    assert [n.code for n in caught.value.notices] == ["lock-file"]
    assert "plan.xlsx" in caught.value.notices[0].advice.en


def test_fault_073_a_file_that_changes_while_it_is_read_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = FileReader.check_unchanged

    def after_a_change(self: FileReader, findings: Findings) -> None:
        with open(world.folder / "members.csv", "ab") as file:
            file.write(b"005,Qian,B1,\n")
        honest(self, findings)

    monkeypatch.setattr(FileReader, "check_unchanged", after_a_change)
    (error,) = world.errors()
    assert (error.code, error.file) == ("file-changed", "members.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_fault_074_pipes_are_not_read(world: World) -> None:
    folder = world.drop("members.csv").write()
    os.mkfifo(folder / "members.csv")
    with pytest.raises(FileError, match="pipe"):
        load(folder)


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("target", ["/dev/zero", "elsewhere.csv", "nowhere.csv"])
def test_fault_074_links_are_not_followed(world: World, target: str) -> None:
    world.raw("elsewhere.txt", b"")
    folder = world.drop("members.csv").write()
    (folder / "members.csv").symlink_to(target)
    with pytest.raises(FileError, match="symbolic link") as caught:
        load(folder)
    assert "符号链接" in caught.value.text.zh


def test_fault_074_folders_and_sockets_are_not_read(world: World) -> None:
    folder = world.drop("members.csv").write()
    (folder / "members.csv").mkdir()
    with pytest.raises(FileError, match="folder"):
        load(folder)
    with pytest.raises(FileError, match="no such file"):
        load(folder / "nowhere")
    if hasattr(socket, "AF_UNIX") and len(str(folder)) < 80:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(folder / "s.xlsx"))
            with pytest.raises(FileError, match="socket"):
                load(folder / "s.xlsx")


def test_fault_074_files_are_capped(world: World) -> None:
    folder = world.write()
    with pytest.raises(FileError, match="more than the 10"):
        FileReader().read(folder / "members.csv", 10)


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="rights do not bind here")
def test_fault_074_files_without_permission_are_named(world: World) -> None:
    folder = world.write()
    (folder / "members.csv").chmod(0)
    with pytest.raises(FileError, match="permission"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "near"), [("member.csv", "members.csv"), ("Members.CSV", "members.csv"), ("x.csv", "")]
)
def test_an_unknown_csv_file_is_refused_with_the_nearest(world: World, name: str, near: str) -> None:
    (error,) = (e for e in world.raw(name, b"a,b\n").errors() if e.code == "unknown-table")
    assert error.file == name
    assert near in error.advice.en


def test_other_files_of_a_folder_are_not_looked_at(world: World) -> None:
    assert world.raw("README.md", b"\xff\xff").raw("notes.txt", b"").codes() == []


def test_fault_059_and_125_a_million_wrong_rows_are_counted_and_a_thousand_shown() -> None:
    rows = 1_048_577
    data = b"person_id,name,branch_id\n" + b"".join(b"%07d,Wang\n" % i for i in range(rows))
    findings = Findings()
    read_csv(TABLES["members"], "members.csv", data, None, findings)
    assert len(findings.errors) == SHOWN_AT_MOST
    assert sum(findings.counts.values()) == rows


def test_fault_125_errors_of_all_tables_come_in_one_list(world: World) -> None:
    world.add("members", *(f"9{i:04d},Qian,B9,X9" for i in range(1500))).add("venues", "V3,x,S9,-1")
    world.write()
    with pytest.raises(InstanceError) as caught:
        load(world.folder)
    problem = caught.value
    assert problem.total == 3002
    assert problem.counts == {"unknown-id": 3001, "out-of-range": 1}
    assert len(problem.notices) == SHOWN_AT_MOST
    assert {n.file for n in problem.notices} == {"members.csv", "venues.csv"}


def test_errors_name_file_row_column_and_value(world: World) -> None:
    (error,) = world.add("venues", "V3,Shed,S1,3.5").errors()
    assert place(error) == ("venues.csv", 4, "capacity", "3.5")
    assert error.line("en").startswith("venues.csv, row 4, column capacity: not a whole number (found '3.5').")
    assert error.line("zh").startswith("venues.csv，第 4 行，“capacity”列：不是整数（值为“3.5”）。")


def test_reading_is_safe_in_threads(world: World) -> None:
    folder = world.write()
    hashes: list[str] = []
    threads = [threading.Thread(target=lambda: hashes.append(load(folder).content_hash)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hashes) == 4
    assert len(set(hashes)) == 1
