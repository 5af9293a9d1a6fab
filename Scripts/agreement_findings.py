"""The findings of `judge` on the planted models, beside their truth and the reference implementation's findings."""

import concurrent.futures
import gzip
import json
import os
import subprocess
import tempfile

CAUSE_BAR, LAYER_BAR = 0.97, 0.96
GAIN_LIMIT = 0.1
COLUMNS = ("model", "planted", "found", "layer", "", "gain dB", "reference", "rows")


def judged(program, folder, model):
    """The rows of `judge`, those above a note first."""
    with tempfile.TemporaryDirectory() as results:
        out = os.path.join(results, "findings.json")
        script = "; ".join(
            [f"let {name} = load '{folder}/{model[key]}'" for name, key in (
                ("f", "float"), ("q", "file"), ("r", "repr"), ("v", "val"))]
            + [f"compare $f $q --repr $r --val $v; judge | to json '{out}'"])
        run = subprocess.run([program, "--no-journal", "-c", script], capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"{model['id']}: exit code {run.returncode}: {run.stderr.strip()[-400:]}")
        return json.load(open(out))


def above_note(rows):
    return [row for row in rows if row["severity"] in ("severe", "major", "minor")]


def agreement(rows, reference):
    """`same` where causes and gains are those of the reference implementation, else what differs."""
    ours = [row for row in rows if row["severity"] != "skipped"]
    theirs = reference["findings"]
    if [row["cause"] for row in ours] != [row["cause"] for row in theirs]:
        return "other causes"
    worst = max([abs(row["gain"] - other["gain_fix"]) for row, other in zip(ours, theirs)], default=0)
    return "same" if worst <= GAIN_LIMIT else f"gain off by {worst:.2f}"


def models_of(folder, name):
    path = os.path.join(folder, name)
    return json.load(open(path)) if os.path.exists(path) else []


def judge_all(program, folder, models, workers):
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda model: judged(program, folder, model), models))


def single_faults(program, folder, workers, show):
    """The table of models with one fault, or none; whether the bars are reached."""
    models = models_of(folder, "truth.json")
    with gzip.open(os.path.join(folder, "meas2.json.gz"), "rt") as file:
        reference = json.load(file)
    rows, causes, layers, alarms, same = [], [], [], 0, 0
    for model, found in zip(models, judge_all(program, folder, models, workers)):
        first = next(iter(above_note(found)), None)
        cause = first["cause"] if first else "none"
        is_right = cause in model["ok"]
        is_layer = first is not None and first["layer"] in model["sites"]
        if model["cause"] == "none":
            alarms += first is not None
        else:
            causes.append(is_right)
            if not model["whole_model"]:
                layers.append(is_layer)
        beside = agreement(found, reference[model["id"]])
        same += beside == "same"
        expected = next(iter(reference[model["id"]]["findings"]), None)
        rows.append([
            model["id"], model["cause"], cause, first["layer"] if first else "-",
            "found" if is_right and (is_layer or model["whole_model"] or model["cause"] == "none") else
            "other layer" if is_right else "MISSED",
            f"{first['gain']:.2f}" if first else "-", f"{expected['gain_fix']:.2f}" if expected else "-", beside])
    show(COLUMNS, rows)
    cause_share, layer_share = sum(causes) / len(causes), sum(layers) / len(layers)
    print(f"cause {sum(causes)}/{len(causes)} = {cause_share:.3f}, layer {sum(layers)}/{len(layers)} = "
          f"{layer_share:.3f}, alarms on healthy models {alarms}/{len(models) - len(causes)}, "
          f"findings and gains of the reference {same}/{len(models)}")
    return cause_share >= CAUSE_BAR and layer_share >= LAYER_BAR and alarms == 0


def double_faults(program, folder, workers, show):
    """The table of models with two faults; whether both are among the first two findings everywhere."""
    models = models_of(os.path.join(folder, "pairs"), "truth.json")
    rows, right = [], 0
    for model, found in zip(models, judge_all(program, folder, models, workers)):
        first = [row["cause"] for row in above_note(found)[:2]]
        planted = [fault["cause"] for fault in model["faults"]]
        is_right = set(planted) <= set(first)
        right += is_right
        rows.append([model["id"], ", ".join(planted), ", ".join(first), "found" if is_right else "MISSED"])
    show(("model", "planted", "first two findings", ""), rows)
    print(f"both faults among the first two findings: {right}/{len(models)}")
    return right == len(models)


def findings(program, folder, workers, show):
    """Prints both tables; the number of them that fail."""
    return (not single_faults(program, folder, workers, show)) + (not double_faults(program, folder, workers, show))
