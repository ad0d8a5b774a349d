"""Averages two heads of one descent: `python mix.py ONE.onnx OTHER.onnx OUT.onnx [SHARE_OF_OTHER]`.

Fine-tuning forgets a little of what it does not see; the mean of before and after keeps both (Wortsman and others 2022, "Robust fine-tuning of zero-shot models").
"""

import sys

from head import load_head, save_head

if __name__ == "__main__":
    one, other, out = sys.argv[1:4]
    share = float(sys.argv[4]) if len(sys.argv) > 4 else 0.5
    head, added = load_head(one), load_head(other).state_dict()
    head.load_state_dict({name: (1 - share) * value + share * added[name] for name, value in head.state_dict().items()})
    save_head(head, one, out)
