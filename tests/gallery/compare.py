"""Hold an episode's records against its diary. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import groupby, pairwise
from typing import Any

from tests.gallery.script import Deed, Diary, Episode, Visit

EARLY_MS, LATE_MS = 150, 1500
NEAR_PX = 2.0
SIZE_SLACK = 6.0
Event = dict[str, Any]


@dataclass
class Result:
    """What came of one episode."""

    widget: str
    by: str
    end: str
    name: str
    found: int = 0
    missed: int = 0
    doubled: int = 0
    invented: int = 0
    faults: list[str] = field(default_factory=list)
    script_failed: str | None = None
    expected_visits: list[Any] = field(default_factory=list)
    found_visits: list[Any] = field(default_factory=list)

    @property
    def is_correct(self) -> bool:
        """Say whether every observable field is right and every action is there once."""
        return not (self.faults or self.missed or self.doubled or self.invented)


def check_script(episode: Episode, diary: Diary) -> str | None:
    """Say how the page disagrees with the script; that is no fault of the recorder."""
    if diary.failure is not None:
        return diary.failure
    name = "place" if ":" in episode.widget else episode.widget
    own = [t for t in diary.truth if t["widget"] == name]
    heard = tuple(
        (tuple(t["path"]), t["what"] == "choose")
        for t in own
        if t["what"] in ("choose", "unchoose")
    )
    if heard != episode.heard_choices:
        return f"the page says {heard} was chosen, the script {episode.heard_choices}"
    told = [t["what"] for t in own if t["what"] in ("open", "close")]
    opened = [what for what, _ in groupby(told)]  # some tell it twice
    if episode.tells_opening and opened and episode.visits:
        wanted = ["open", "close"] * len(episode.visits)
        if opened != wanted:
            return f"the page says {opened}"
    return None


def compare(episode: Episode, diary: Diary, events: list[Event]) -> Result:
    """Judge one episode by the records of its own page."""
    result = Result(episode.widget, episode.by, episode.end, episode.name)
    result.script_failed = check_script(episode, diary)
    if result.script_failed is not None:
        return result
    mine = [e for e in events if e.get("place", {}).get("path", "").endswith(f"/{diary.code}")]
    clicks = [e for e in mine if e["kind"] == "click"]
    visits = sorted((e for e in mine if e["kind"] == "dropdown"), key=lambda e: e["wall_ms"])
    if episode.unreachable:
        _judge_unreachable(result, mine, clicks + visits)
        return result
    pairs = _match_clicks(result, diary, clicks)
    result.expected_visits = [_plain(visit) for visit in episode.visits]
    result.found_visits = [_brief(event) for event in visits]
    _match_visits(result, episode, diary, visits)
    _judge_coverage(result, mine)
    if len(visits) == len(episode.visits):
        numbers = {e["number"] for e in mine if "number" in e}
        for event in visits:
            lost = set(event["members"]) - numbers
            if lost:
                result.faults.append(f"members {sorted(lost)} are no records of the document")
        _judge_members(result, visits, pairs, clicks)
    return result


def _all_deeds(diary: Diary) -> list[Deed]:
    by_key = [
        Deed(t["at"], t["at"], None, None, "left", None)
        for t in diary.truth
        if t["what"] == "key-click"
    ]
    return sorted(diary.deeds + by_key, key=lambda deed: deed.began)


def _match_clicks(result: Result, diary: Diary, clicks: list[Event]) -> list[tuple[Deed, Event]]:
    free, pairs = list(clicks), []
    for deed in _all_deeds(diary):
        event = next((e for e in free if _is_deed(deed, e)), None)
        if event is None:
            result.missed += 1
            result.faults.append(f"missed: click at {deed.x}, {deed.y}")
        else:
            free.remove(event)
            pairs.append((deed, event))
            result.found += 1
    for event in free:
        if any(_is_deed(deed, event) for deed, _ in pairs):
            result.doubled += 1
            result.faults.append(f"doubled: click at {event['at']}")
        else:
            result.invented += 1
            target = event["target"]
            result.faults.append(f"invented: click on {target['tag']} ({event['device']})")
    return pairs


def _is_deed(deed: Deed, event: Event) -> bool:
    if not deed.began - EARLY_MS <= event["wall_ms"] <= deed.ended + LATE_MS:
        return False
    if deed.x is None or deed.y is None:
        return event["device"] == "keyboard"
    at = event["at"]
    near = at and abs(at["x"] - deed.x) <= NEAR_PX and abs(at["y"] - deed.y) <= NEAR_PX
    return bool(near) and event["button"] == deed.button


def _match_visits(result: Result, episode: Episode, diary: Diary, visits: list[Event]) -> None:
    free = list(visits)
    for number, visit in enumerate(episode.visits):
        if not free:
            if not visit.optional:
                result.missed += 1
                result.faults.append("missed: the visit")
            continue
        # The one with the fewest faults is meant.
        last = number == len(episode.visits) - 1
        judged = [(judge_visit(visit, event, diary, ends=last), event) for event in free]
        faults, event = min(judged, key=lambda each: len(each[0]))
        free.remove(event)
        result.found += 1
        result.faults += faults
        for other in [e for e in free if _is_copy(e, event)]:
            free.remove(other)
            result.doubled += 1
            result.faults.append("doubled: the visit")
    result.invented += len(free)
    result.faults += [f"invented: a visit to a {event['surface']}" for event in free]


def _is_copy(event: Event, other: Event) -> bool:
    names = ("surface", "outcome", "chosen")
    return all(event[name] == other[name] for name in names)


def judge_visit(visit: Visit, event: Event, diary: Diary, *, ends: bool = True) -> list[str]:
    """List what is wrong with one record of a visit."""
    faults = []

    def hold(name: str, fine: bool, wanted: object) -> None:
        if not fine:
            faults.append(f"{name}: {event.get(name)} instead of {wanted}")

    hold("surface", event["surface"] in visit.surfaces, sorted(visit.surfaces))
    hold("opened_by", event["opened_by"] in visit.opened_by, sorted(visit.opened_by))
    hold("outcome", event["outcome"] == visit.outcome, visit.outcome)
    hold("closed_by", event["closed_by"] in visit.closed_by, sorted(visit.closed_by, key=str))
    chosen = tuple((tuple(choice["path"]), choice["kept"]) for choice in event["chosen"])
    hidden = visit.perhaps_unobservable & set(event["unobservable"])
    if chosen not in (visit.chosen, *visit.chosen_also) and "choice" not in hidden:
        faults.append(f"chosen: {chosen} instead of {visit.chosen}")
    if visit.sizes is not None:
        hold("set_size", event["set_size"] in visit.sizes, visit.sizes)
    faults += _judge_moves(visit, event)
    if visit.type_ahead is not None and "keys" not in visit.unobservable:
        hold("type_ahead", event["type_ahead"] == visit.type_ahead, visit.type_ahead)
    edits = visit.filter_edits
    hold("filter_edits", event["filter_edits"] in edits, sorted(edits))
    hold(
        "unobservable",
        set(event["unobservable"]) - hidden == visit.unobservable,
        sorted(visit.unobservable),
    )
    state = event["state"]
    if visit.selected_index is not None and state["selected_index"] != visit.selected_index:
        faults.append(f"state: {state} instead of selected_index {visit.selected_index}")
    if state["expanded"] and visit.outcome != "replaced":
        faults.append("state: still expanded")
    return faults + _judge_opener(visit, event, diary) + _judge_times(event, diary, ends)


def _judge_moves(visit: Visit, event: Event) -> list[str]:
    moves = event["moves"]
    if visit.moves is None or moves is None:
        right = (moves is None) == (visit.moves is None)
        return [] if right else [f"moves: {moves} instead of {visit.moves}"]
    found = [(move["level"], move["index"]) for move in moves]
    if any(one == other for one, other in pairwise(found)):
        return [f"moves: {found} are not merged"]
    rest = iter(found)
    in_order = all(wanted in rest for wanted in visit.moves)
    too_many = visit.exact_moves and len(found) > len(visit.moves) + 1
    if in_order and not too_many:
        return []
    return [f"moves: {found} instead of {list(visit.moves)}"]


def _judge_opener(visit: Visit, event: Event, diary: Diary) -> list[str]:
    opener = event["opener"]
    if visit.has_opener is None:
        return []
    if opener is None or not visit.has_opener:
        right = (opener is not None) == visit.has_opener
        return [] if right else [f"opener: {opener and opener['tag']}"]
    inner, outer = opener["box"], diary.box
    if outer is None:
        return []
    inside = (
        inner["x"] >= outer["x"] - SIZE_SLACK
        and inner["y"] >= outer["y"] - SIZE_SLACK
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + SIZE_SLACK
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + SIZE_SLACK
    )
    return [] if inside else [f"opener: {opener['tag']} at {inner} is not in the widget"]


def _judge_times(event: Event, diary: Diary, ends: bool) -> list[str]:
    if not diary.steps:
        return []
    began, closed = event["wall_ms"], event["wall_ms"] + event["duration_ms"]
    if not diary.steps[0][0] - EARLY_MS <= began <= diary.steps[-1][1] + LATE_MS:
        return [f"wall_ms: {began - diary.steps[0][0]} ms after the first step"]
    if ends and not diary.began - EARLY_MS <= closed <= diary.ended + EARLY_MS:
        return [f"duration_ms: {event['duration_ms']} lasts beyond the page"]
    return []


def _judge_members(
    result: Result, visits: list[Event], pairs: list[tuple[Deed, Event]], clicks: list[Event]
) -> None:
    members = {number for visit in visits for number in visit["members"]}
    for deed, event in pairs:
        if deed.member is not None and (event["number"] in members) != deed.member:
            verb = "is not" if deed.member else "is"
            result.faults.append(f"members: the click at {deed.x}, {deed.y} {verb} among them")
    twice = [n for n in members if sum(n in visit["members"] for visit in visits) > 1]
    if any(click["number"] in twice for click in clicks):
        result.faults.append("members: a click belongs to two visits")


def _judge_unreachable(result: Result, mine: list[Event], recorded: list[Event]) -> None:
    result.invented += len(recorded)
    told = [frame for event in _coverage(mine) for frame in event["unreached"]]
    if {frame["reason"] for frame in told} == {"other-origin"}:
        result.found += 1
    else:
        result.missed += 1
        result.faults.append(f"coverage: {told} instead of one frame of another origin")


def _judge_coverage(result: Result, mine: list[Event]) -> None:
    """Everything was reached, and every document says so."""
    coverage = _coverage(mine)
    documents = {event["place"]["document"] for event in mine if event["kind"] == "click"}
    if not documents <= {event["place"]["document"] for event in coverage}:
        result.faults.append("coverage: a document says nothing of it")
    for event in coverage:
        if event["unreached"] or event["unreached_roots"]:
            result.faults.append(f"coverage: {event['unreached']} although all was reached")
        if event["dropped"] or event["errors"]:
            result.faults.append(f"coverage: {event['dropped']}, {event['errors']}")


def _coverage(mine: list[Event]) -> list[Event]:
    """Return the last coverage record of each document."""
    return list({e["place"]["document"]: e for e in mine if e["kind"] == "coverage"}.values())


def _plain(visit: Visit) -> dict[str, Any]:
    return {
        name: sorted(value, key=str) if isinstance(value, frozenset) else value
        for name, value in asdict(visit).items()
    }


def _brief(event: Event) -> dict[str, Any]:
    opener = event["opener"]
    brief = {k: v for k, v in event.items() if k not in ("session", "place", "opener", "kind")}
    brief["opener"] = opener and {k: opener[k] for k in ("role", "tag", "box")}
    brief["moves"] = event["moves"] and [[m["level"], m["index"]] for m in event["moves"]]
    return brief
