"""From what the user names to a checked instance."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from turnout.instances.canonical import canonical
from turnout.instances.cells import EPOCH_1900, EPOCH_1904
from turnout.instances.checking import check
from turnout.instances.csv_reading import read_csv
from turnout.instances.decoding import check_encoding_name, decode
from turnout.instances.example import example_csv
from turnout.instances.files import LARGEST_SETTINGS, FileReader
from turnout.instances.findings import Findings
from turnout.instances.raw import RawTable, empty_raw
from turnout.instances.settings_reading import read_settings, warn_of_missing_settings
from turnout.instances.sources import names_in, read_book, read_folder
from turnout.models.instance import Instance
from turnout.models.settings import Settings
from turnout.models.tables import TABLES
from turnout.models.text import Lang

SETTINGS_FILE = "settings.toml"


def load(path: str | os.PathLike[str], *, encoding: str | None = None) -> Instance:
    """Read and check an instance: a folder of CSV files with settings.toml, or a workbook.

    encoding: of CSV files without a byte-order mark, where it is neither UTF-8 nor GB18030.
    Returns the instance with its warnings. Raises InstanceError with all errors where the content is wrong, FileError
    (an OSError) where files cannot be read, ValueError for an encoding that does not exist.
    """
    check_encoding_name(encoding)
    source = Path(path)
    findings, reader = Findings(), FileReader()
    if source.is_dir():
        raws, settings, epoch = _read_folder(source, encoding, reader, findings)
    else:
        raws, settings, epoch = _read_workbook(source, reader, findings)
    frames = _checked_frames(raws, settings, epoch, findings)
    reader.check_unchanged(findings)
    findings.stop_if_wrong()
    return Instance(frames, settings, tuple(findings.warnings), source.name)


def _checked_frames(
    raws: Mapping[str, RawTable], settings: Settings, epoch: dt.date, findings: Findings
) -> dict[str, pd.DataFrame]:
    """The canonical frames of all tables; everything wrong is noted."""
    tables = {name: canonical(raws[name], settings, findings, epoch) for name in TABLES}
    return {name: checked.frame for name, checked in check(tables, settings, findings).items()}


def example_instance(lang: Lang) -> Instance:
    """A small valid instance with rows in every table, as the template shows."""
    findings, settings = Findings(), Settings()
    raws = {
        name: read_csv(table, f"{name}.csv", example_csv(name, lang).encode(), None, findings) or empty_raw(table)
        for name, table in TABLES.items()
    }
    frames = _checked_frames(raws, settings, EPOCH_1900, findings)
    findings.stop_if_wrong()
    return Instance(frames, settings, tuple(findings.warnings), "example")


def _read_folder(
    folder: Path, encoding: str | None, reader: FileReader, findings: Findings
) -> tuple[dict[str, RawTable], Settings, dt.date]:
    """The raw tables and the settings of a folder of CSV files."""
    names = names_in(folder)
    settings = Settings()
    if SETTINGS_FILE in names:
        text = decode(reader.read(folder / SETTINGS_FILE, LARGEST_SETTINGS), SETTINGS_FILE, findings, None)
        if text is not None:
            settings = read_settings(text, SETTINGS_FILE, findings)
    else:
        warn_of_missing_settings(SETTINGS_FILE, findings)
    return read_folder(folder, names, encoding, reader, findings), settings, EPOCH_1900


def _read_workbook(path: Path, reader: FileReader, findings: Findings) -> tuple[dict[str, RawTable], Settings, dt.date]:
    """The raw tables and the settings of a workbook."""
    raws, settings, epoch_1904 = read_book(path, reader, findings)
    return raws, settings or Settings(), EPOCH_1904 if epoch_1904 else EPOCH_1900
