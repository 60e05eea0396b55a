"""docs/data.md says what the declarations say."""

from pathlib import Path

from turnout.instances.guide import GUIDE, guide
from turnout.instances.settings_reading import leaf_values
from turnout.models import Settings
from turnout.models.setting_words import SETTING_EXPLAIN
from turnout.models.tables import TABLES


def test_the_data_guide_is_up_to_date(repository: Path) -> None:
    assert repository / "docs" / "data.md" == GUIDE
    assert GUIDE.read_text(encoding="utf-8") == guide(), "write it anew: python -m turnout.instances.guide"


def test_the_data_guide_names_every_table_column_and_setting() -> None:
    text = guide()
    for table in TABLES.values():
        assert f"### {table.name}\n" in text
        for column in table.columns:
            assert f"| `{column.name}`" in text
    for path, _ in leaf_values(Settings()):
        assert f"| `{path}` |" in text


def test_every_setting_is_explained_and_no_other() -> None:
    assert set(SETTING_EXPLAIN) == {path for path, _ in leaf_values(Settings())}
