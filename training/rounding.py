"""Learning with rounded matrices, so that packing the weights costs nothing.

The loss is that of the rounded weights, and its slope is passed on to the exact ones as if nothing
had been rounded (the straight-through estimator: Bengio et al. 2013; Jacob et al. 2018,
"Quantization and training of neural networks").
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.utils import parametrize

from embeddings.reader_weights import is_rounded, rounded


class _Rounding(torch.nn.Module):
    def forward(self, matrix: torch.Tensor) -> torch.Tensor:
        return matrix + (rounded(matrix) - matrix).detach()


@contextmanager
def rounding(model: torch.nn.Module) -> Iterator[None]:
    """Within, the matrices that learn are rounded wherever they are used; after it, for good."""
    layers = [
        layer
        for layer in model.modules()
        if isinstance(layer, torch.nn.Linear)
        and layer.weight.requires_grad
        and is_rounded(layer.weight)
    ]
    for layer in layers:
        parametrize.register_parametrization(layer, "weight", _Rounding())
    yield
    for layer in layers:
        parametrize.remove_parametrizations(layer, "weight")
