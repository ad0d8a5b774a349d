"""Encodes every text once and keeps the states in a folder: a run with more questions encodes only those."""

import hashlib
import os
import pickle
import sys
import time

import numpy as np

from encoder import Encoded, Encoder


def key_of(side: str, text: str) -> str:
    return hashlib.sha256(f"{side}\n{text}".encode()).hexdigest()[:24]


class States:
    """`of(side, text)` for what was encoded. Shards of some thousand texts lie in `folder`."""

    def __init__(self, folder: str, encoder_folder: str):
        self.folder, self.encoder_folder = folder, encoder_folder
        self.known: dict[str, Encoded] = {}
        os.makedirs(folder, exist_ok=True)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                self.known.update(pickle.load(file))

    def encode(self, side: str, texts: list[str], threads: int = 2, shard: int = 2000) -> None:
        missing = [text for text in dict.fromkeys(texts) if key_of(side, text) not in self.known]
        if not missing:
            return
        encoder, begun = Encoder(self.encoder_folder), time.time()
        for start in range(0, len(missing), shard):
            part = missing[start : start + shard]
            found = {key_of(side, text): got for text, got in zip(part, encoder.encode_all(side, part, threads), strict=True)}
            with open(os.path.join(self.folder, f"{len(os.listdir(self.folder)):05d}.pickle"), "wb") as file:
                pickle.dump(found, file, protocol=5)
            self.known.update(found)
            print(f"encoded {start + len(part)}/{len(missing)} {side} in {time.time() - begun:.0f} s", file=sys.stderr)

    def of(self, side: str, text: str) -> Encoded:
        return self.known[key_of(side, text)]

    def vectors(self, side: str, texts: list[str]) -> np.ndarray:
        return np.stack([self.of(side, text).vector for text in texts])
