"""Training questions and passages: half of the public sets' articles, and questions written over manuals, handbooks and laws."""

import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass, field

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
# Repository → where its questions lie (SQuAD's form).
SQUAD_FORM = {
    "chrischute/squad": ["data/dev-v2.0.json", "data/test-v2.0.json"],
    "pluto-junzeng/ChineseSquad": ["squad_2.0/dev-v2.0-zh.json"],
    "DRCKnowledgeTeam/DRCD": ["DRCD_dev.json", "DRCD_test.json"],
    "ymcui/cmrc2018": ["squad-style-data/cmrc2018_dev.json", "squad-style-data/cmrc2018_trial.json"],
}


@dataclass
class Passage:
    text: str  # heading path, newline, text
    group: str  # passages of a group are searched together for wrong ones


@dataclass
class Question:
    text: str
    group: str
    kind: str  # "answer", "adversarial"
    passage: int  # the one it was written on
    answers: list[str] = field(default_factory=list)
    gold: list[int] = field(default_factory=list)  # further passages that answer it
    held: bool = False  # kept for validation
    share: float = 1  # how much of its kind a pass takes
    crossed: bool = False  # of another language than its passage, by way of the passage's translation


class Corpus:
    def __init__(self):
        self.passages: list[Passage] = []
        self.questions: list[Question] = []
        self._places: dict[str, int] = {}

    def place(self, text: str, group: str) -> int:
        key = f"{group}\n{text}"
        if key not in self._places:
            self._places[key] = len(self.passages)
            self.passages.append(Passage(text, group))
        return self._places[key]


def lines(path: str) -> list[dict]:
    with open(path, encoding="utf8") as file:
        return [json.loads(line) for line in file if line.strip()]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def add_public_sets(corpus: Corpus, data: str, checkouts: dict[str, str]) -> None:
    """Every question on the paragraphs of the dev sets in `data` (the half of the articles that may be trained on), less the questions of the dev sets themselves."""
    asked, known = set(), {}
    for folder in ("retrieval/zh", "retrieval/en", "gating/zh_squad2"):
        for row in lines(f"{data}/{folder}/passages.jsonl"):
            known[squeezed(row["text"])] = (row["title"], row["text"], f"{folder}/{row.get('script', '')}")
        for row in lines(f"{data}/{folder}/questions.jsonl"):
            asked |= {squeezed(row["question"]), squeezed(row.get("question_hans", row["question"]))}
    for repository, files in SQUAD_FORM.items():
        for name in files:
            for article in json.loads(show(checkouts[repository], name))["data"]:
                for paragraph in article["paragraphs"]:
                    found = known.get(squeezed(paragraph["context"]))
                    if found is None:
                        continue
                    title, text, group = found
                    place = corpus.place(f"{title}\n{text}", group)
                    for row in paragraph["qas"]:
                        if squeezed(row["question"]) in asked:
                            continue
                        answers = [answer["text"] for answer in row.get("answers", []) if answer["text"]]
                        kind = "adversarial" if row.get("is_impossible") else "answer"
                        if kind == "answer" and not answers:
                            continue
                        corpus.questions.append(Question(row["question"], group, kind, place, answers))


def add_translations(corpus: Corpus, vectors: np.ndarray) -> int:
    """
    SQuAD's paragraphs and their translations in ChineseSquad, found as each other's nearest (`vectors`: one row a passage): what is asked of one is asked of the other
    too, answered or not. Returns how many questions that gave. Where the answer's words do not stand in the translation they are not known.
    """
    english, chinese = (
        np.array([i for i, p in enumerate(corpus.passages) if p.group == group]) for group in ("retrieval/en/", "gating/zh_squad2/")
    )
    near = vectors[english] @ vectors[chinese].T
    there, back = near.argmax(1), near.argmax(0)
    pairs = {int(english[i]): int(chinese[j]) for i, j in enumerate(there) if back[j] == i and near[i, j] > 0.76}
    pairs |= {other: one for one, other in pairs.items()}
    added = []
    for question in corpus.questions:
        other = pairs.get(question.passage)
        if other is None or question.group.startswith("written"):
            continue
        passage = corpus.passages[other]
        answers = [a for a in question.answers if a in passage.text]
        added.append(Question(question.text, passage.group, question.kind, other, answers, crossed=True))
    corpus.questions.extend(added)
    return len(added)


def public_passages(data: str) -> dict[str, dict]:
    """The paragraphs of `data` by the ids that the written questions name them by."""
    found = {}
    for folder, group in (("retrieval/zh", "zh"), ("retrieval/en", "en"), ("retrieval/xling", "xquad"), ("gating/zh_squad2", "zh")):
        for row in lines(f"{data}/{folder}/passages.jsonl"):
            text = f"{row['title']}\n{row['text']}"
            found[short_hash(text)] = {"repo": f"{group} {row['lang']}", "path": row["title"], "text": text}
    return found


def invented_passages() -> dict[str, dict]:
    """News and rules that never were: written for the questions. What is told of one event or topic (an id less its last letter) stays together."""
    found = {}
    for name in sorted(os.listdir(f"{HERE}/snippets")):
        for row in lines(f"{HERE}/snippets/{name}"):
            found[row["id"]] = {"id": row["id"], "repo": name.removesuffix(".jsonl"), "path": row["id"][:-1], "text": row["text"]}
    return found


def add_written(corpus: Corpus, passages: str, data: str, pattern: str = "", share: float = 1) -> int:
    """
    The questions of the files of `questions/` whose name has `pattern`, each in both languages; `passages`: the file that `passages.mjs` wrote. Returns how many are about passages that are cut otherwise by now, and left out.
    """
    texts, public, lost = {row["id"]: row for row in lines(passages)} | invented_passages(), public_passages(data), 0
    for name in sorted(name for name in os.listdir(f"{HERE}/questions") if re.search(pattern, name)):
        for row in lines(f"{HERE}/questions/{name}"):
            passage = texts.get(row["p"]) or public.get(row["p"].rsplit("-", 1)[1])
            if passage is None:
                lost += 1
                continue
            group = f"written {passage['repo']}"
            place = corpus.place(passage["text"], group)
            held = hash_of(passage["path"]) % 8 == 0
            for text in (row["q"], row["x"]):
                kind = "answer" if "a" in row else "adversarial"
                corpus.questions.append(Question(text, group, kind, place, [row["a"]] if "a" in row else [], [], held, share))
    # Pages that nobody asked about are wrong passages still.
    for index, row in enumerate(texts.values()):
        if index % 4 == 0:
            corpus.place(row["text"], f"written {row['repo']}")
    for row in public.values():
        corpus.place(row["text"], f"written {row['repo']}")
    return lost


def add_calibration(corpus: Corpus, data: str) -> None:
    """Articles nobody trained on: validation only."""
    for name in ("retrieval/zh", "retrieval/en", "gating/zh_squad2"):
        folder = f"{data}/calibration/{name}"
        places = {row["id"]: corpus.place(f"{row['title']}\n{row['text']}", f"held {name}") for row in lines(f"{folder}/passages.jsonl")}
        for row in lines(f"{folder}/questions.jsonl"):
            near = [*row["gold"], *row.get("near", [])]
            if near and near[0] in places:
                kind = "answer" if row["answerable"] else "adversarial"
                gold = [places[id] for id in row["gold"]]
                corpus.questions.append(Question(row["question"], f"held {name}", kind, places[near[0]], row["answers"], gold, True))
    folder = f"{data}/calibration/retrieval/xling"
    rows = {row["id"]: row for row in lines(f"{folder}/passages.jsonl")}
    places = {id: corpus.place(f"{row['title']}\n{row['text']}", f"held to {row['lang']}") for id, row in rows.items()}
    for row in lines(f"{folder}/questions.jsonl"):
        for lang, other in (("en", "zh"), ("zh", "en")):
            gold = [places[id] for id in row[f"gold_{other}"]]
            if gold:
                corpus.questions.append(
                    Question(row[f"question_{lang}"], f"held to {other}", "answer", gold[0], row[f"answers_{other}"], gold, True)
                )


def show(checkout: str, path: str) -> bytes:
    """A file of a checkout, or of a bare repository."""
    plain = os.path.join(checkout, path)
    if os.path.exists(plain):
        with open(plain, "rb") as file:
            return file.read()
    return subprocess.check_output(["git", "-C", checkout, "show", f"HEAD:{path}"])


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def hash_of(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value
