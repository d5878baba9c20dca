"""One run of a model over batches."""

import time
from collections.abc import Callable, Iterable

import torch
from torch.nn.utils import clip_grad_norm_

from training.working import Batch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
_WARM = 0.05
Tensors = dict[str, torch.Tensor]


def fit(
    name: str,
    model: torch.nn.Module,
    batches: Iterable[tuple[float, Batch]],
    loss_of: Callable[[Tensors], torch.Tensor],
    rate: float,
) -> None:
    """AdamW with a learning rate that rises to `rate` in the first twentieth, then falls to 0.

    :param batches: each with the share of the run that is done after it.
    """
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, fused=DEVICE == "cuda")
    model.to(DEVICE).train()
    began, told = time.monotonic(), 0.0
    losses: list[torch.Tensor] = []
    for step, (done, batch) in enumerate(batches, start=1):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(done / _WARM, (1 - done) / (1 - _WARM)) + rate / 100
        loss = loss_of(on_device(batch))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        clip_grad_norm_(weights, 1.0)
        optimizer.step()
        losses.append(loss.detach())
        if done - told >= 0.1 or done == 1:
            mean, spent = torch.stack(losses).mean().item(), time.monotonic() - began
            print(f"{name} {done:.0%}  loss {mean:.3f}  step {step}  {spent:.0f} s", flush=True)
            losses, told = [], done


def on_device(batch: Batch) -> Tensors:
    """The arrays of `batch` where the model is."""
    return {name: torch.from_numpy(values).to(DEVICE) for name, values in batch.items()}
