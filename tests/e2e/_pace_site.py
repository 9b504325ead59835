"""Hosts that want to be asked slowly, and hosts without an end."""

import itertools
import time

from _site import answer, page, redirect, text

SLOW_S = 0.7
TRAP_DEPTH = 40


def slow(peer, request):
    time.sleep(SLOW_S)
    return page()


def paced(url):
    """{host: (its table, the least seconds between two requests)}; of None the last column of the test."""
    several = [f"/{number}" for number in range(6)]
    return {
        "own.test": ({"/": page(*several), "*": page(), "/shared.txt": text("User-agent: *\nDisallow: /x\n")}, 0.3),
        "lent.test": (
            {"/robots.txt": redirect(url("own.test", "/shared.txt")), "/": page("/x", "/y"), "/y": page()},
            0.3,
        ),
        "slowly.test": (
            {"/robots.txt": text("User-agent: *\nCrawl-delay: 0.6\n"), "/": page(*several[:4]), "*": page()},
            0.6,
        ),
        "later.test": (
            {"/": page("/1", "/2"), "/1": answer("", "Retry-After: 1", status="429 Too Many Requests"), "/2": page()},
            0.3,
        ),
        "shy.test": (
            {"/.well-known/tdmrep.json": answer("", "Retry-After: 7200", status="429 Too Many Requests"), "/": page()},
            0.3,
        ),
        "lazy.test": ({"/": page("/1", "/2"), "/1": slow, "/2": page()}, 0.3),
    }


def calendar(_, request):
    month = int(request.target.partition("=")[2] or 0)
    return page(*(f"/?month={month + step}" for step in range(-10, 21)))


def path_calendar(_, request):
    day = int(request.target.strip("/").removeprefix("day/") or 0)
    return page(f"/day/{day + 1}", f"/day/{day - 1}")


def sessions():
    """Every link names the visitor anew, in three ways."""
    count = itertools.count()

    def play(_, request):
        if request.target == "/robots.txt":
            return text("")
        number = next(count)
        return page(
            f"/a?PHPSESSID={number}",
            f"/b;jsessionid={number}?x=1",
            f"/c?sid={number}&y=2&utm_source=s{number}",
            f"/?session_id={number}",
        )

    return play


def deeper(_, request):
    """Names that repeat, and names that do not."""
    base = request.target.rstrip("/")
    again, other = f"{base}/again/", f"{base}/d{base.count('/')}/"
    return page(*([again, other] if not base else [again if "again" in base else other]))


def sorts(_, request):
    keys = ("sort=name", "dir=up", "size=20", "view=grid", "stock=1", "lang=en")
    return page(*("/?" + "&".join(chosen) for chosen in itertools.islice(itertools.permutations(keys), 700)))


def longer(_, request):
    target = request.target if len(request.target) > 1 else "/?q="
    return page(target + target[-400:] + "x" * 40)


# Per host: its play, and the most pages that crawl_scope.h leaves of it.
TRAPS = {
    "calendar.test": (calendar, 201),
    "days.test": (path_calendar, 2 * TRAP_DEPTH + 2),
    "session.test": (sessions(), 4),
    "deep.test": (deeper, 1 + 3 + 24),
    "sort.test": (sorts, 201),
    "long.test": (longer, 50),
}
