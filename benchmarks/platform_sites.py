"""All sites of ``platform_web``, one for each platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platform_blogs import (
    Blogspot,
    Ghost,
    Medium,
    Substack,
    Tumblr,
    WordPress,
    WordPressBare,
    WordPressCom,
    WordPressShut,
)
from platform_news import Agency, Archives, Sections, Telegram

if TYPE_CHECKING:
    from platform_web import PlatformSite

ALL: list[type[PlatformSite]] = [
    WordPress,
    WordPressShut,
    WordPressBare,
    WordPressCom,
    Blogspot,
    Substack,
    Ghost,
    Medium,
    Tumblr,
    Telegram,
    Agency,
    Sections,
    Archives,
]
