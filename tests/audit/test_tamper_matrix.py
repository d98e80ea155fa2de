"""Each thing that an attacker can do is found and named by the right detector, and each detector is needed."""

import os
import random
from collections.abc import Collection
from pathlib import Path

import pytest

from egov.audit.verification import DETECTORS, Verdict, verify_log
from egov.cli import deeds
from egov.cli.attacks import ATTACKS, Attack
from egov.cli.deeds import kept_promise
from egov.cli.thief import cover_up
from egov.db import db
from tests.audit.mutations import mutate
from tests.audit.scene import Scene, a_scene, somebody_looks

TRACES = [attack for attack in ATTACKS if attack.leaves_trace]
MUTATIONS = int(os.environ.get("EGOV_MUTATIONS", "1000"))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scene:
    return a_scene(tmp_path_factory.mktemp("matrix") / "house", sqlite_template)


def named(attack: Attack) -> str:
    return attack.name


def after(attack: Attack, scene: Scene, without: Collection[str] = ()) -> Verdict:
    """What the sweep finds after the attack; nobody outside has kept anything unless that is what tells."""
    attack.act()
    earlier = scene.earlier if attack.caught_by == "earlier_checkpoints" else ()
    promises = [kept_promise().read_bytes()] if attack.caught_by == "promises" else ()
    return verify_log(earlier, promises, without=without)


def test_a_clean_log_raises_no_alarm(scene: Scene) -> None:
    with scene.as_it_was():
        verdict = verify_log(scene.earlier)
    assert verdict.findings == []
    assert verdict.entries == verdict.published > 20
    assert verdict.rows > 20


def test_the_matrix_is_large_enough() -> None:
    assert len(ATTACKS) >= 26
    assert len(TRACES) >= 26
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_an_administrator_is_caught_and_named(scene: Scene, attack: Attack) -> None:
    with scene.as_it_was():
        assert attack.caught_by in after(attack, scene).counts


@pytest.mark.parametrize("attack", TRACES, ids=named)
def test_a_thief_of_the_key_is_caught_by_those_who_kept_a_checkpoint(scene: Scene, attack: Attack) -> None:
    with scene.as_it_was():
        attack.act()
        cover_up()
        alone, together = verify_log(), verify_log(scene.earlier)
    assert "earlier_checkpoints" in together.counts
    assert set(alone.counts) <= {"back_dating"}, "the thief left a trace: the matrix is weaker than it says"


@pytest.mark.parametrize("detector", DETECTORS)
def test_without_a_detector_some_attack_goes_unseen(scene: Scene, detector: str) -> None:
    unseen = []
    for attack in ATTACKS:
        if attack.caught_by == detector:
            with scene.as_it_was():
                unseen += [attack.name] if after(attack, scene, {detector}).clean else []
    assert unseen


def test_yesterdays_backup_is_noticed_by_who_kept_todays_checkpoint(scene: Scene) -> None:
    with scene.as_it_was():
        keep_and_go_on(scene)
        assert verify_log(scene.earlier[:-1]).clean
        assert set(verify_log(scene.earlier).counts) == {"earlier_checkpoints"}
    scene.earlier.pop()


def keep_and_go_on(scene: Scene) -> None:
    deeds.keep_backup()
    somebody_looks("DL-26-TEST")
    scene.keep_checkpoint()
    deeds.restore_backup()
    db.engine.dispose()


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_no_mutation_goes_unseen(scene: Scene, seed: int) -> None:
    """A thousand of them; ``EGOV_MUTATIONS`` tries more."""
    chance = random.Random(seed)
    with scene.as_it_was():
        what = mutate(chance)
        assert not verify_log(scene.earlier).clean, what
