"""The reader's head in PyTorch, and the way from and to its ONNX file."""

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

WIDTH, HEADS, BLOCKS, FEED = 256, 8, 4, 768
HALF = 384
# Per attention head: how far from the same position its eye lies, and how fast it fades with distance.
SHIFTS = torch.tensor([-1.0, 1, 0, 0, 0, 0, 0, 0])
SLOPES = torch.tensor([1.0, 1, 0.3, 0.08, 0, 0, 0, 0])
FAR = 1e4


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, FEED), nn.Linear(FEED, WIDTH)
        self.g3, self.g7 = nn.Parameter(torch.zeros(1, HEADS, 1, 1)), nn.Parameter(torch.zeros(1, HEADS, 1, 1))
        self.drop = nn.Dropout(0.1)

    def forward(self, x, bias, c3, c7):
        b, n, _ = x.shape
        q, k, v = self.qkv(self.n1(x)).view(b, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mask = bias + self.g3 * c3 + self.g7 * c7
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        x = x + self.drop(self.o(seen.transpose(1, 2).reshape(b, n, WIDTH)))
        return x + self.drop(self.f2(F.gelu(self.f1(self.n2(x)))))


class Head(nn.Module):
    """`q_states` [b, tq, 768], `p_states` [b, tp, 768], masks and matches [b, tq] and [b, tp] → `start`, `end` [b, 1 + tp] (slot 0: no answer), `answer` [b]."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mu", torch.zeros(2 * HALF))
        self.register_buffer("sd", torch.ones(2 * HALF))
        self.inp, self.sc = nn.Linear(2 * HALF, WIDTH), nn.Linear(3, WIDTH)
        self.side = nn.Parameter(torch.zeros(2, WIDTH))
        self.cls = nn.Parameter(torch.zeros(WIDTH))
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.nf = nn.LayerNorm(WIDTH)
        self.span = nn.Linear(WIDTH, 2)
        self.a1, self.a2 = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(WIDTH, 1)

    def forward(self, q_states, p_states, q_mask, p_mask, q_match, p_match):
        b, tq, tp = q_states.shape[0], q_states.shape[1], p_states.shape[1]
        q, p = (q_states - self.mu) / self.sd, (p_states - self.mu) / self.sd
        c3, c7 = (self._cosines(q[..., s], p[..., s], q_mask, p_mask) for s in (slice(0, HALF), slice(HALF, 2 * HALF)))
        x_q = self.inp(q) + self.sc(torch.stack([q_match, c3.amax(2), c7.amax(2)], -1)) + self.side[0]
        x_p = self.inp(p) + self.sc(torch.stack([p_match, c3.amax(1), c7.amax(1)], -1)) + self.side[1]
        x = torch.cat([self.cls.expand(b, 1, WIDTH), x_q, x_p], 1)
        bias = self._bias(q_mask, p_mask)
        c3, c7 = self._square(c3), self._square(c7)
        for block in self.blocks:
            x = block(x, bias, c3, c7)
        x = self.nf(x).float()
        slots = torch.cat([q_mask.new_ones(b, 1), torch.zeros_like(q_mask), p_mask], 1)
        start, end = (self.span(x) + (slots.unsqueeze(-1) - 1) * FAR).unbind(-1)
        pooled = (start.softmax(-1).unsqueeze(1) @ x).squeeze(1)
        asked = (x[:, 1 : 1 + tq] + (q_mask.unsqueeze(-1) - 1) * FAR).amax(1)
        answer = self.a2(F.gelu(self.a1(torch.cat([x[:, 0], pooled, asked], -1)))).squeeze(-1)
        own = [0, *range(1 + tq, 1 + tq + tp)]
        return start[:, own], end[:, own], answer

    @staticmethod
    def _cosines(q, p, q_mask, p_mask):
        q = F.normalize(q, dim=-1) * q_mask.unsqueeze(-1)
        return q @ (F.normalize(p, dim=-1) * p_mask.unsqueeze(-1)).transpose(1, 2)

    @staticmethod
    def _square(c):
        """[b, tq, tp] → [b, 1, 1 + tq + tp, 1 + tq + tp], zero but between the sides."""
        b, tq, tp = c.shape
        whole = c.new_zeros(b, 1 + tq + tp, 1 + tq + tp)
        whole[:, 1 : 1 + tq, 1 + tq :] = c
        whole[:, 1 + tq :, 1 : 1 + tq] = c.transpose(1, 2)
        return whole.unsqueeze(1)

    @staticmethod
    def _bias(q_mask, p_mask):
        """Distance within a side fades; the sides lie 60 apart, the first token far from both."""
        tq, tp = q_mask.shape[1], p_mask.shape[1]
        place = torch.cat([torch.tensor([-200.0]), torch.arange(tq).float(), torch.arange(tp) + tq + 60.0])
        off = place.unsqueeze(0) - place.unsqueeze(1)
        near = (-(off.unsqueeze(0) - SHIFTS.view(-1, 1, 1)).abs() * SLOPES.view(-1, 1, 1)).clamp(min=-12)
        real = torch.cat([q_mask.new_ones(len(q_mask), 1), q_mask, p_mask], 1)
        return near.unsqueeze(0) + ((real - 1) * FAR).unsqueeze(1).unsqueeze(1)


def _matrices(graph) -> dict[str, str]:
    """Name of a layer → base name of its quantised matrix in the file (`onnx::MatMul_823` …), read off the order of use."""
    names = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            names[layer] = node.input[1].removesuffix("_quantized")
    return names


def _vectors(graph) -> dict[str, str]:
    """Name of a parameter → name of its initializer, for those that the exporter folded into constants."""
    places = {f"blocks.{i}.g{layer}": node.input[0] for i, layer, node in _gates(graph)}
    shared = {i.name for i in graph.initializer}
    folded = {n.output[0].strip("/").split("_output")[0]: n for n in graph.node if n.op_type in ("Add", "Expand")}
    places["side.0"] = next(x for x in folded["Add_3"].input if x in shared)
    places["side.1"] = next(x for x in folded["Add_5"].input if x in shared)
    places["cls"] = next(x for x in folded["Expand_4"].input if x in shared)
    return places


def _gates(graph):
    for node in graph.node:
        name = node.output[0]
        for i in range(BLOCKS):
            if name == f"/blocks.{i}/Mul_1_output_0":
                yield i, 3, node
            if name == f"/blocks.{i}/Mul_2_output_0":
                yield i, 7, node


def load_head(path: str) -> Head:
    """The head of an ONNX file as weights that can be trained: matrices from 8 bits, the rest as it is."""
    graph = onnx.load(path).graph
    held = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    head = Head()
    state = head.state_dict()
    for layer, base in _matrices(graph).items():
        weight = (held[f"{base}_quantized"].float() - held[f"{base}_zero_point"].float()) * held[f"{base}_scale"]
        if layer.endswith((".Gemm", "Gemm")):
            layer = layer.removesuffix(".Gemm")
        state[f"{layer}.weight"] = weight.T.contiguous()
    for name in state:
        if name in held and name.count("weight") + name.count("bias") + (name in ("mu", "sd")):
            state[name] = held[name]
    for name, place in _vectors(graph).items():
        if name.startswith("side"):
            state["side"][int(name[-1])] = held[place]
        else:
            state[name] = held[place].reshape(state[name].shape)
    head.load_state_dict(state)
    return head


def save_head(head: Head, like: str, path: str) -> None:
    """Writes the head into a copy of the ONNX file `like`, matrices at 8 bits a column, symmetric."""
    model = onnx.load(like)
    state = {name: value.detach().float().numpy() for name, value in head.state_dict().items()}
    new: dict[str, np.ndarray] = {}
    for layer, base in _matrices(model.graph).items():
        weight = state[f"{layer.removesuffix('.Gemm')}.weight"].T
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
        new[f"{base}_scale"] = scale.astype(np.float32)
        new[f"{base}_quantized"] = np.clip(np.round(weight / scale), -127, 127).astype(np.int8)
        new[f"{base}_zero_point"] = np.zeros(len(scale), np.int8)
        # The passage's side multiplies by the matrix itself, where the exporter kept one.
        new[base] = np.ascontiguousarray(weight)
    for name, place in _vectors(model.graph).items():
        new[place] = state["side"][int(name[-1])] if name.startswith("side") else state[name]
    for held in model.graph.initializer:
        value = new.get(held.name, state.get(held.name))
        if value is None:
            continue
        old = numpy_helper.to_array(held)
        held.CopyFrom(numpy_helper.from_array(np.asarray(value, old.dtype).reshape(old.shape), held.name))
    onnx.save(model, path)
