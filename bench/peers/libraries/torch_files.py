"""Writes files with torch.save and torch.jit: random weights, names as people use them. `foreign-` = holds a class of its own."""
import collections
import os
import sys

import torch
from torch import nn

FOLDER = sys.argv[1]


def save(thing, name, **options):
    torch.save(thing, os.path.join(FOLDER, name), **options)


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


def residual(planes):
    """Names and shapes as in an image classifier's state dictionary."""
    parts = collections.OrderedDict(conv1=nn.Conv2d(3, planes, 7, bias=False), bn1=nn.BatchNorm2d(planes))
    for block in range(2):
        parts[f"layer{block}"] = nn.Sequential(nn.Conv2d(planes, planes, 3, bias=False), nn.BatchNorm2d(planes), nn.ReLU())
    parts["fc"] = nn.Linear(planes, 10)
    return nn.Sequential(parts)


torch.manual_seed(7)
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 3))
save(net.state_dict(), "model.pt")
save(net.state_dict(), "legacy.pt", _use_new_zipfile_serialization=False)
save(net.state_dict(), "protocol4.pt", pickle_protocol=4)
save(net, "whole-module.pt")
save(net, "whole-module-legacy.pth", _use_new_zipfile_serialization=False)
save(residual(16).state_dict(), "resnet.pth")
save(residual(8), "resnet-whole.pth")
save(nn.TransformerEncoderLayer(16, 2, 32).state_dict(), "pytorch_model.bin")
save(nn.LSTM(8, 8, 2, bidirectional=True).state_dict(), "lstm.pt")
save(nn.LSTM(8, 8), "lstm-whole.pt")
save(nn.Embedding(100, 8).state_dict(), "embedding.ckpt")
for kind in (torch.optim.Adam, torch.optim.SGD, torch.optim.AdamW):
    optimizer = kind(net.parameters(), lr=0.01)
    net(torch.rand(4, 8)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    save(
        {"epoch": 3, "loss": 0.25, "model": net.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()},
        f"checkpoint-{kind.__name__.lower()}.ckpt",
    )
save(torch.rand(3, 4), "tensor.pt")
save([torch.rand(3).half(), torch.rand(3).bfloat16(), torch.rand(3).double()], "floats.pt")
save({"i": torch.arange(9), "b": torch.tensor([True, False]), "c": torch.rand(2, dtype=torch.complex64)}, "kinds.pt")
whole = torch.rand(100)
save({"a": whole[:10], "b": whole[10:], "whole": whole}, "views.pt")
save(torch.eye(5).to_sparse(), "sparse.pt")
save(torch.quantize_per_tensor(torch.rand(4, 4), 0.1, 0, torch.qint8), "quantized.pt")
save(nn.ParameterList([nn.Parameter(torch.rand(2)) for _ in range(3)]).state_dict(), "parameters.pt")
save(nn.Parameter(torch.rand(2)), "parameter.pt")
save({"config": {"layers": 12, "names": ["a", "b"], "shape": torch.Size([2, 3])}, "rng": torch.get_rng_state()}, "state.pt")
save(torch.rand(600_000), "large.pt")
save(Own(), "foreign-module.pt")
net.eval()
torch.jit.save(torch.jit.script(net), os.path.join(FOLDER, "scripted.pt"))
torch.jit.save(torch.jit.trace(net, torch.rand(1, 8)), os.path.join(FOLDER, "traced.pt"))
