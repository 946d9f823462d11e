"""Learns what the wording of an entry as a whole says of the concepts, and writes it as tables that the packs ship.

    python tests/benchmarks/wording.py [--write]

A logistic regression over the words of all labelled entries, and words side by side, each counted once and an entry's
weights together divided by the root of their number. The pieces that tell most of each concept are kept, and learned
once more. Everyday news of ../shared/feeds, where it stands, teaches too. It prints how the evidence does with the
wording and without on the entries of eval/, from which the evidence was learned and this wording was not.

Needs the extra `learn` (numpy, scipy). The files tests/data/labelled/check-*.jsonl are never read here.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from learn import LABELLED, LABELS, PACKS, Array, Item, everyday, items, measures
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from monitor.matching import wording
from monitor.matching.evidence import judged, verdict
from monitor.matching.packs import shipped
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed

RAREST, KEPT = 3, 8_000
"""In how many entries a piece must stand to be looked at, and how many are kept for each concept."""
LOOSE, TIGHT = 0.05, 0.025
"""The ridge by which pieces are chosen, and by which those that are kept are learned (measured: a third to ten times as
much of either is worth less than 0.01 of F1)."""
Piece = tuple[str, str]
"""A language, and a word or several."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="write the tables and the biases into the packs")
    args = arguments.parse_args()
    labelled = items(path for path in sorted(LABELLED.glob("*.jsonl")) if not path.stem.startswith("check"))
    taught = [*labelled, *everyday()]
    watchlist, feed = Watchlist(()), Feed("https://news.example/")
    looks = [watchlist.look(item.entry, feed) for item in taught]
    found = [{(look.reading.language, piece) for piece in wording.pieces(look.reading)} for look in looks]
    inside = np.array([item.source.startswith("eval") for item in taught])
    kept, weights, starts = learned(
        [one for one, is_in in zip(found, inside, strict=True) if not is_in],
        [item for item, is_in in zip(taught, inside, strict=True) if not is_in],
    )
    here = matrix([one for one, is_in in zip(found, inside, strict=True) if is_in], kept)
    for at, name in enumerate(LABELS):
        truth = np.array([item.labels[name] for item in taught])[inside]
        one = judged(replace(shipped().concepts[name], wording=None))
        told = (
            verdict(one, look.parts, look.reading, thorough=True)
            for look, is_in in zip(looks, inside, strict=True)
            if is_in
        )
        score = np.array([-np.inf if each is None else each.score for each in told])
        said = here @ weights[:, at] + starts[at]
        against = (said < wording._HARDLY) & (np.diff(here.indptr) >= wording._FEW)
        opinion = np.where(said > wording._SURELY, wording.FOR, np.where(against, wording.AGAINST, 0.0))
        for what, each in (("evidence", score), ("with wording", score + opinion)):
            print(f"{name:13}{what:13}" + " ".join(f"{one:.3f}" for one in measures(truth, each >= 0)))
    if args.write:
        write(*learned(found, taught))


def learned(found: Sequence[set[Piece]], taught: Sequence[Item]) -> tuple[list[Piece], Array, Array]:
    """The pieces that tell most, what each weighs for each concept, and what the sums start from."""
    counts = Counter(piece for one in found for piece in one)
    known = sorted(piece for piece, count in counts.items() if count >= RAREST)
    x, truths = matrix(found, known), [np.array([item.labels[name] for item in taught]) for name in LABELS]
    best = {int(at) for truth in truths for at in np.argsort(-np.abs(regression(x, truth, LOOSE)[0]))[:KEPT]}
    kept = [known[at] for at in sorted(best)]
    fitted = [regression(matrix(found, kept), truth, TIGHT) for truth in truths]
    return (
        kept,
        np.round(np.column_stack([weights for weights, _ in fitted]), 1),
        np.array([bias for _, bias in fitted]),
    )


def matrix(found: Sequence[set[Piece]], known: Sequence[Piece]) -> csr_matrix:
    """Each entry's pieces, all of them together of length one."""
    numbers = {piece: at for at, piece in enumerate(known)}
    rows = [[numbers[piece] for piece in one if piece in numbers] for one in found]
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    return csr_matrix((values, np.concatenate([np.array(row, int) for row in rows]), ends), (len(rows), len(known)))


def regression(x: csr_matrix, truth: Array, ridge: float) -> tuple[Array, float]:
    """Weights and bias that tell best."""
    sign = 2 * truth - 1

    def loss(point: Array) -> tuple[float, Array]:
        score = x @ point[:-1] + point[-1]
        slope = -sign / (1 + np.exp(sign * score))
        value = np.logaddexp(0, -sign * score).sum() + ridge / 2 * (point[:-1] ** 2).sum()
        return float(value), np.append(x.T @ slope + ridge * point[:-1], slope.sum())

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 600})
    return found.x[:-1], float(found.x[-1])


def write(kept: Sequence[Piece], weights: Array, starts: Array) -> None:
    """Write a table for each language, without what weighs nothing, and each concept's bias into its file."""
    lines = defaultdict(list)
    for (language, piece), row in zip(kept, weights, strict=True):
        if row.any():
            lines[language].append("\t".join((piece, *(f"{value:g}" for value in row + 0.0))))
    for language, its in lines.items():
        (PACKS / "wording" / f"{language}.tsv").write_text(
            "\n".join(("\t".join(("wording", *LABELS)), *its, "")), "utf-8"
        )
    for name, start in zip(LABELS, starts, strict=True):
        path = PACKS / f"{name}.toml"
        text = re.sub(r"^wording = .*\n", "", path.read_text("utf-8"), flags=re.M)
        path.write_text(re.sub(r"^(deep = .*\n)", rf"\1wording = {start:.2f}\n", text, count=1, flags=re.M), "utf-8")


if __name__ == "__main__":
    main()
