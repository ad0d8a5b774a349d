"""Trains the reader's head. README.md says on what and how to run it."""

import argparse
import json
import math
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from data import Corpus, add_calibration, add_public_sets, add_translations, add_written
from head import load_head, save_head
from pairs import Example, Pair, epoch, examples_of, matches, pair_of, wrong_passages
from states import States

SEED = 20261124
TOKENS_A_BATCH = 6000
# Of each kind of pair, in a pass.
SHARES = {
    "public answer": 0.6,
    "public adversarial": 1,
    "public wrong": 0.4,
    "crossed answer": 0.5,
    "crossed adversarial": 0.5,
    "crossed wrong": 0.2,
    "written answer": 1,
    "written adversarial": 1,
    "written wrong": 0.35,
}


def batches(examples: list[Example], rng: random.Random):
    """Examples of like length together, at most so many tokens, in random order."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].p_ids) + rng.random() * 24)
    groups, group, width = [], [], 0
    for index in order:
        width = max(width, len(examples[index].q_ids) + len(examples[index].p_ids) + 1)
        if group and width * (len(group) + 1) > TOKENS_A_BATCH:
            groups.append(group)
            group, width = [], len(examples[index].q_ids) + len(examples[index].p_ids) + 1
        group.append(index)
    if group:
        groups.append(group)
    rng.shuffle(groups)
    for group in groups:
        yield [examples[i] for i in group]


def feeds(batch: list[Example]) -> list[torch.Tensor]:
    tq, tp = max(len(e.q_ids) for e in batch), max(len(e.p_ids) for e in batch)
    q, p = np.zeros((len(batch), tq, 768), np.float32), np.zeros((len(batch), tp, 768), np.float32)
    q_mask, p_mask = np.zeros((len(batch), tq), np.float32), np.zeros((len(batch), tp), np.float32)
    q_match, p_match = np.zeros_like(q_mask), np.zeros_like(p_mask)
    for row, e in enumerate(batch):
        nq, np_ = len(e.q_ids), len(e.p_ids)
        q[row, :nq], p[row, :np_] = e.q_states, e.p_states
        q_mask[row, :nq], p_mask[row, :np_] = 1, 1
        q_match[row, :nq], p_match[row, :np_] = matches(e.q_ids, e.p_ids), matches(e.p_ids, e.q_ids)
    return [torch.from_numpy(a) for a in (q, p, q_mask, p_mask, q_match, p_match)]


def loss_of(head, batch: list[Example]) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        start, end, answer = head(*feeds(batch))
    start, end, answer = start.float(), end.float(), answer.float()
    label = torch.tensor([float(e.label) for e in batch])
    places = torch.tensor([[e.start, e.end] for e in batch])
    span = F.cross_entropy(start, places[:, 0], ignore_index=-1) + F.cross_entropy(end, places[:, 1], ignore_index=-1)
    return F.binary_cross_entropy_with_logits(answer, label) + 0.25 * span


@torch.inference_mode()
def answer_logits(head, pairs: list[Pair], states: States) -> np.ndarray:
    """The best window's answer logit for each pair."""
    head.eval()
    owners, examples = [], []
    for index, pair in enumerate(pairs):
        for example in examples_of(pair, states, None):
            owners.append(index)
            examples.append(example)
    best = np.full(len(pairs), -20.0)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].p_ids))
    for at in range(0, len(order), 24):
        part = order[at : at + 24]
        for index, value in zip(part, head(*feeds([examples[i] for i in part]))[2].numpy(), strict=True):
            best[owners[index]] = max(best[owners[index]], value)
    return best


def auroc(values: np.ndarray, labels: np.ndarray) -> float:
    ranks = np.empty(len(values))
    ranks[np.argsort(values)] = np.arange(1, len(values) + 1)
    good = labels.sum()
    return float((ranks[labels == 1].sum() - good * (good + 1) / 2) / (good * (len(labels) - good)))


def validation_pairs(corpus: Corpus, wrong: dict[int, list[int]]) -> dict[str, list[Pair]]:
    """Held questions by group: against the adversarial ones, and against the nearest wrong passage."""
    sets: dict[str, list[Pair]] = {}
    for number, question in enumerate(corpus.questions):
        if not question.held:
            continue
        group = question.group.removeprefix("held ")
        group = "written" if group.startswith("written") else group
        label = int(question.kind == "answer")
        pair = pair_of(corpus, question, question.passage, label, group)
        sets.setdefault(f"{group}, adversarial", []).append(pair)
        if label:
            sets.setdefault(f"{group}, wrong", []).append(pair)
            if wrong.get(number):
                sets[f"{group}, wrong"].append(pair_of(corpus, question, wrong[number][0], 0, group))
    return {name: pairs for name, pairs in sets.items() if len({p.label for p in pairs}) == 2}


def report(head, sets: dict[str, list[Pair]], states: States) -> dict[str, float]:
    return {
        name: round(auroc(answer_logits(head, pairs, states), np.array([p.label for p in pairs])), 4) for name, pairs in sorted(sets.items())
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", required=True, help="the evaluation data's folder")
    arguments.add_argument("--checkouts", required=True, help="JSON: repository → its checkout or bare repository")
    arguments.add_argument("--passages", required=True, help="what passages.mjs wrote")
    arguments.add_argument("--states", required=True, help="folder that keeps the encoder's states")
    arguments.add_argument("--models", default="../..", help="folder of `embedder` and `reader`")
    arguments.add_argument("--from", dest="begin", default=None, help="ONNX file to begin with; the shipped one unless set")
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--minutes", type=float, default=0, help="time for one pass, which ends with it at the latest; 0: only report")
    arguments.add_argument("--decay", action="store_true", help="let the rate fall to nothing over that time")
    arguments.add_argument("--rate", type=float, default=3e-4)
    arguments.add_argument("--questions", nargs="+", default=["=1"], help="PATTERN=SHARE: how much of the files of questions whose name has the pattern")
    arguments.add_argument("--public-share", type=float, default=1, help="factor on the shares of the public sets, and of those asked across languages")
    options = arguments.parse_args()
    rng = random.Random(SEED)
    torch.manual_seed(SEED)

    corpus = Corpus()
    add_public_sets(corpus, options.data, json.loads(open(options.checkouts, encoding="utf8").read()))
    for pattern, share in (named.rsplit("=", 1) for named in options.questions):
        lost = add_written(corpus, options.passages, options.data, pattern, float(share))
        print(f"{pattern}: {lost} written questions are about passages that are gone", flush=True)
    add_calibration(corpus, options.data)
    states = States(options.states, f"{options.models}/embedder")
    states.encode("passage", [p.text for p in corpus.passages])
    states.encode("query", [q.text for q in corpus.questions])
    print(f"{add_translations(corpus, states.vectors('passage', [p.text for p in corpus.passages]))} questions asked across languages", flush=True)
    wrong = wrong_passages(corpus, states)
    sets = validation_pairs(corpus, wrong)
    shares = {k: v * (options.public_share if not k.startswith("written") else 1) for k, v in SHARES.items()}

    begin = options.begin or f"{options.models}/reader/model.onnx"
    head = load_head(begin)
    if options.minutes == 0:
        print("before", json.dumps(report(head, sets, states)), flush=True)
        return
    examples = [e for pair in epoch(corpus, wrong, shares, rng) for e in examples_of(pair, states, rng)]
    queue = list(batches(examples, rng))
    print(f"{len(examples)} windows, {len(queue)} steps", flush=True)
    # The gates of the cosines are few and settled; without their gradient the attention needs no mask of its own for each head in memory: 3 times as fast.
    for name, parameter in head.named_parameters():
        parameter.requires_grad_(not name.endswith((".g3", ".g7")))
    optimizer = torch.optim.AdamW([p for p in head.parameters() if p.requires_grad], lr=options.rate, weight_decay=0.02, betas=(0.9, 0.98))
    warm, begun, running = 60, time.time(), []
    for step, batch in enumerate(queue):
        head.train()
        done = max(step / len(queue), (time.time() - begun) / (60 * options.minutes))
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / warm) * ((0.5 + 0.5 * math.cos(math.pi * done)) if options.decay else 1)
        loss = loss_of(head, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
        running.append(loss.item())
        if step % 50 == 49:
            print(f"{step + 1}/{len(queue)} loss {np.mean(running[-50:]):.4f} {time.time() - begun:.0f} s", file=sys.stderr, flush=True)
        if step % 100 == 99:
            save_head(head, begin, options.out)
    save_head(head, begin, options.out)


if __name__ == "__main__":
    main()
