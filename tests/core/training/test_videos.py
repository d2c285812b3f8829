"""Videos of providers: the player's address, and who is asked."""

from __future__ import annotations

import pytest

from support_portal.core.training.videos import host_of, is_remote, player


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.youtube.com/watch?v=a-B_1&t=3", "https://www.youtube-nocookie.com/embed/a-B_1"),
        ("https://youtu.be/a-B_1", "https://www.youtube-nocookie.com/embed/a-B_1"),
        ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1"),
        ("https://www.youtube.com/watch?v=a/../b", "https://www.youtube-nocookie.com/embed/a%2F..%2Fb"),
        ("https://www.youtube.com/about", "https://www.youtube.com/about"),
        ("https://video.example.org/embed/9", "https://video.example.org/embed/9"),
    ],
)
def test_player(address: str, expected: str) -> None:
    """A known provider's page becomes its player that stores least; any other address is loaded as it is."""
    assert player(address) == expected


def test_host_of() -> None:
    """A reader is told a host without www."""
    assert host_of("https://www.youtube-nocookie.com/embed/x") == "youtube-nocookie.com"


@pytest.mark.parametrize(("name", "remote"), [("https://x.org/a", True), ("a.webm", False), ("/videos/a.mp4", False)])
def test_is_remote(name: str, remote: bool) -> None:
    """Only an address with a scheme is a provider's."""
    assert is_remote(name) is remote
