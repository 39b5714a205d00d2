"""python -m knowledge.build [FOLDER]: fit FOLDER/model.npz (packs/cn/knowledge) anew, some minutes."""

import argparse
import json
import sys
from pathlib import Path

from knowledge.build.fitting import Material, fit_model, fuse, left_out
from knowledge.build.report import figures, judge, report
from knowledge.build.samples import digest, lexicon, samples, topics


def main() -> None:
    """Fit the fusion on left-out voices and say how these fare; fit the scorers on all; write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("packs/cn/knowledge"))
    folder = parser.parse_args().folder
    known = topics(folder)
    material = Material(digest(folder), known, lexicon(folder), samples(folder, known))
    folds = list(left_out(material))
    fusion = fuse(folds)
    unseen = judge(folds, fusion)
    sys.stdout.write(report(unseen) + "\n")
    measured = {"digest": material.digest, **figures(unseen)}
    (folder / "measured.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    model = folder / "model.npz"
    model.write_bytes(fit_model(material, material.samples, fusion))
    sys.stdout.write(f"{model}: {model.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
