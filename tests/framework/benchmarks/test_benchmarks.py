from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from forms import gradescope_utils, own  # noqa: E402
from measuring import ratios, run, spread, table  # noqa: E402
from plot import Panel, Series, chart  # noqa: E402
from workload.checks import CHECKS  # noqa: E402

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processor time is counted by Linux's own means"
)

SMALLEST = {
    "peers.py": "--rounds 1 --looped 1 --rows gradescope",
    "class_throughput.py": "--rounds 1 --students 1 --looped 1 --jobs 1",
    "call_latency.py": "--rounds 1 --share 0.01",
    "gradient_checks.py": "--trials 1 --right 2 --rounds 0",
    "scaling.py": "--sizes 1",
    "where_it_goes.py": "--rounds 0 --students 1",
}


@pytest.mark.parametrize("script", SMALLEST)
def test_a_benchmark_runs_and_prints_a_table(script):
    command = [sys.executable, str(BENCHMARKS / script), *SMALLEST[script].split()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n|---" in done.stdout


@pytest.mark.parametrize("every_call", [False, True])
def test_a_right_submission_passes_the_workload_here(tmp_path, every_call):
    form = own.make(tmp_path, 1, 1, every_call)
    cost = run(form.cold.command, folder=form.cold.folder, environment=form.cold.environment)

    assert cost.ok
    assert form.cold.passed() == [len(CHECKS)]


def test_a_wrong_submission_fails_only_where_it_is_wrong(tmp_path):
    form = gradescope_utils.make(tmp_path, 1, 1, Path(sys.executable))
    conv1d = tmp_path / "submissions" / "s00000" / "conv1d.py"
    conv1d.write_text(conv1d.read_text().replace("return b + windows", "return windows"))
    run(form.cold.command, folder=form.cold.folder, environment=form.cold.environment)

    assert form.cold.passed() == [sum("conv1d" not in check.forward for check in CHECKS)]


def test_processor_time_of_an_orphan_is_counted():
    orphan = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    while time.process_time() < 0.2: pass\n"
        "os._exit(3)"
    )
    cost = run([sys.executable, "-I", "-S", "-c", orphan])

    assert cost.code == 3
    assert cost.cpu >= 0.2


def test_a_command_that_takes_too_long_is_killed():
    cost = run([sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.5)

    assert cost.code == -9
    assert cost.wall < 30


def test_a_figure_has_its_median_and_its_extremes():
    assert spread([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"
    assert spread([0.0014, 0.0014], 1, 1e3) == "1.4"
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_a_tables_columns_line_up():
    lines = table(["", "s"], [["one", "1.0"], ["a longer one", "10.0"]]).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert lines[2] == "| one          |  1.0 |"


def test_a_plot_holds_every_point_and_escapes_names():
    series = [Series("a < b", [10.0, 1000.0], [1.5, 80.0])]
    picture = chart("title", "below", [Panel("s", series, True), Panel("MB", series, False)])

    root = ElementTree.fromstring(picture)
    marks = [one for one in root.iter() if one.tag.endswith("circle")]
    assert len(marks) == 2 * (len(series[0].x) + 1)  # and one in each legend
    texts = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert "a < b, MB" in texts
    assert {"10", "1,000", "0", "80"} <= set(texts)
