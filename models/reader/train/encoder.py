"""Token states of the shipped encoder, as the service's reader sees them (README.md of ../../embedder)."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

PREFIXES = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 512
# The piece that is a space by itself, which the tokenizer may leave after a prefix.
SPACE_ID = 6


@dataclass
class Encoded:
    """One text. `ids` and rows of `states` are its tokens without `<s>`, the prefix and `</s>`; `offsets` their characters in the text."""

    ids: np.ndarray  # int32 [tokens]
    states: np.ndarray  # float16 [tokens, 768]: layers 3 and 7 joined
    offsets: np.ndarray  # int32 [tokens, 2]
    vector: np.ndarray  # float32 [384], unit length


class Encoder:
    def __init__(self, folder: str):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = ort.InferenceSession(os.path.join(folder, "model.onnx"), options)
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def encode(self, side: str, text: str) -> Encoded:
        prefix = PREFIXES[side]
        encoding = self.tokenizer.encode(prefix + text)
        ids = encoding.ids if len(encoding.ids) <= MAX_TOKENS else encoding.ids[: MAX_TOKENS - 1] + encoding.ids[-1:]
        tokens = np.array([ids], dtype=np.int64)
        vector, third, seventh = self.session.run(
            ["sentence_embedding", "states_3", "states_7"],
            {"input_ids": tokens, "attention_mask": np.ones_like(tokens)},
        )
        offsets = np.array(encoding.offsets[: len(ids)], dtype=np.int32)
        begin = next((i for i, (_, end) in enumerate(offsets) if end > len(prefix)), len(ids) - 1)
        own = slice(begin, len(ids) - 1)
        states = np.concatenate([third[0, own], seventh[0, own]], axis=1).astype(np.float16)
        return Encoded(tokens[0, own].astype(np.int32), states, np.maximum(offsets[own] - len(prefix), 0), vector[0])

    def encode_all(self, side: str, texts: list[str], threads: int = 2) -> list[Encoded]:
        """Texts one by one (a batch would change their states), on as many threads."""
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda text: self.encode(side, text), texts, chunksize=16))
