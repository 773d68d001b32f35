"""How a part of the bench that is a script of its own tells its numbers; bench.py reads them."""

missed = []


def tell(name, value, shown, demand=None, holds=True):
    """One number, and whether it is as is demanded."""
    verdict = "" if demand is None else f"  {'met' if holds else 'MISSED'}: {demand}"
    print(f"{shown}{verdict}\nbench: {name}={value}", flush=True)
    if not holds:
        missed.append(name)
