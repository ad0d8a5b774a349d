"""Questions with one passage each, as windows of tokens: what the head is trained on."""

import random
import re
from dataclasses import dataclass

import numpy as np

from data import Corpus, Question
from states import States

MAX_QUESTION, WINDOW, STEP, SPACE_ID, MAX_SPAN = 48, 224, 149, 6, 30
# Wrong passages are drawn from this many nearest ones.
NEAREST = 6


@dataclass
class Pair:
    question: str
    passage: str
    label: int  # 1: the passage answers
    answers: list[str]  # any of them; empty for a label of 0, or where the words are not known
    bucket: str  # for counting and for validation


def windows_of(tokens: int) -> list[tuple[int, int]]:
    found, start = [], 0
    while start < tokens:
        end = min(start + WINDOW, tokens)
        found.append((start, end))
        if end == tokens:
            break
        start += STEP
    return found


def token_span(passage: str, offsets: np.ndarray, answers: list[str]) -> tuple[int, int] | None:
    """First and last token of the first of the answers that stands in the passage, after its first line if it can."""
    body = passage.find("\n") + 1
    for answer in sorted(answers, key=len):
        begin = passage.find(answer, body)
        begin = passage.find(answer) if begin < 0 else begin
        if begin < 0:
            continue
        inside = np.flatnonzero((offsets[:, 1] > begin) & (offsets[:, 0] < begin + len(answer)))
        if len(inside):
            return int(inside[0]), int(min(inside[-1], inside[0] + MAX_SPAN - 1))
    return None


def wrong_passages(corpus: Corpus, states: States) -> dict[int, list[int]]:
    """Question → the nearest passages of its group that are not gold and hold none of its answers, nearest first."""
    groups: dict[str, list[int]] = {}
    for index, passage in enumerate(corpus.passages):
        groups.setdefault(passage.group, []).append(index)
    vectors = {group: states.vectors("passage", [corpus.passages[i].text for i in places]) for group, places in groups.items()}
    wrong = {}
    for number, question in enumerate(corpus.questions):
        if question.kind != "answer":
            continue
        places = groups[question.group]
        order = np.argsort(-(vectors[question.group] @ states.of("query", question.text).vector))[:40]
        gold = {question.passage, *question.gold}
        needles = [a.casefold() for a in question.answers if len(a) > 2 or re.search(r"[\u4e00-\u9fff\d]", a)]
        kept = []
        for place in (places[i] for i in order):
            text = corpus.passages[place].text.casefold()
            if place not in gold and not any(needle in text for needle in needles):
                kept.append(place)
        wrong[number] = kept[:NEAREST]
    return wrong


def pair_of(corpus: Corpus, question: Question, place: int, label: int, bucket: str) -> Pair:
    return Pair(question.text, corpus.passages[place].text, label, question.answers if label else [], bucket)


def epoch(corpus: Corpus, wrong: dict[int, list[int]], shares: dict[str, float], rng: random.Random) -> list[Pair]:
    """
    One pass: the shares of what there is by kind of group (`public`, `written`) and kind of pair, wrong passages drawn anew. A share above 1 repeats.
    """
    pairs = []
    for number, question in enumerate(corpus.questions):
        if question.held:
            continue
        source = "crossed" if question.crossed else "written" if question.group.startswith("written") else "public"
        for _ in range(repeats(shares[f"{source} {question.kind}"] * question.share, rng)):
            label = int(question.kind == "answer")
            pairs.append(pair_of(corpus, question, question.passage, label, f"{source} {question.kind}"))
        if wrong.get(number):
            for _ in range(repeats(shares[f"{source} wrong"] * question.share, rng)):
                pairs.append(pair_of(corpus, question, rng.choice(wrong[number]), 0, f"{source} wrong"))
    rng.shuffle(pairs)
    return pairs


def repeats(share: float, rng: random.Random) -> int:
    return int(share) + (rng.random() < share % 1)


@dataclass
class Example:
    """A pair's window as arrays. `start`, `end`: slots, 0 for no answer; −1 where it is not known."""

    q_ids: np.ndarray
    q_states: np.ndarray
    p_ids: np.ndarray
    p_states: np.ndarray
    start: int
    end: int
    label: int


def examples_of(pair: Pair, states: States, rng: random.Random | None) -> list[Example]:
    """One window drawn for training; all of them without `rng`. None when a side has no token or the answer stands in no window."""
    question, passage = states.of("query", pair.question), states.of("passage", pair.passage)
    windows = windows_of(len(passage.ids))
    if not len(question.ids) or not windows:
        return []
    span = token_span(pair.passage, passage.offsets, pair.answers) if pair.label and pair.answers else None
    if rng is not None:
        if pair.label:
            windows = [w for w in windows if span and w[0] <= span[0] and span[1] < w[1]] if len(windows) > 1 else windows
        if not windows:
            return []
        windows = [rng.choice(windows)]
    found = []
    for begin, end in windows:
        slots = (0, 0) if not pair.label else (-1, -1)
        if span and begin <= span[0] and span[1] < end:
            slots = (span[0] - begin + 1, span[1] - begin + 1)
        q = slice(0, MAX_QUESTION)
        p = slice(begin, end)
        found.append(Example(question.ids[q], question.states[q], passage.ids[p], passage.states[p], *slots, pair.label))
    return found


def matches(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    return (np.isin(ids, others) & (ids != SPACE_ID)).astype(np.float32)
