"""A page as one file: data, words, style and scripts inside; nothing is fetched, no data is ever read as markup."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape
from markupsafe import Markup

from turnout.models.text import Lang
from turnout.reports.page_words import LABELS, page_texts

TEMPLATE = "page.html"
STYLES = ("page_base.css", "page_views.css")
SCRIPTS = (
    "page_core.js", "page_dates.js", "page_lists.js", "page_overview.js", "page_filter.js", "page_scroll.js",
    "page_week.js", "page_session.js", "page_coverage.js", "page_map.js", "page_trips.js", "page_people.js",
    "page_start.js",
)  # fmt: skip
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def safe_json(data: Any) -> Markup:
    """JSON that cannot end or open an element: `<`, `>` and `&` stand as escapes, which every reader undoes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # what could be read as markup has just been taken out


def _packaged(folder: str, name: str) -> str:
    """A packaged text, with the line ends that browsers hash."""
    text = files("turnout.reports").joinpath(folder).joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def _script() -> str:
    parts = "\n".join(_packaged("assets", name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


@cache
def _style() -> str:
    return "\n".join(_packaged("assets", name) for name in STYLES)


def _source(text: str) -> str:
    """The name under which a content security policy allows exactly this text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy() -> str:
    """The page's content security policy: its own script and style, no network, no forms, no frames."""
    return (
        f"default-src 'none'; script-src {_source(_script())}; style-src {_source(_style())}; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({TEMPLATE: _packaged("templates", TEMPLATE)}),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(data: dict[str, Any], title: str, lang: Lang) -> bytes:
    """The whole file as UTF-8. data: of `page_data` or `index_data`. Equal data give equal bytes."""
    text = _environment().get_template(TEMPLATE).render(
        lang=lang, title=title, policy=policy(), style=Markup(_style()), script=Markup(_script()),
        data=safe_json(data), texts=safe_json(page_texts()), index=data.get("enterprises") is not None,
        labels={key: label.of(lang) for key, label in LABELS.items()},
    )  # fmt: skip
    return text.encode("utf-8", "replace")
