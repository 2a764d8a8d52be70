"""All sites of ``platform_web``, one for each platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platform_blogs import Blogspot, Ghost, Medium, Substack, Tumblr
from platform_news import Agency, Archives, Sections, Telegram
from platform_wordpress import WordPress, WordPressBare, WordPressCom, WordPressShut

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
