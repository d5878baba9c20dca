import numpy as np
import pytest

from knowledge.shingles import places_missing, shingles, sketch

WORDS = [f"tu{n}" for n in range(400)]


def test_the_same_forms_have_the_same_shingles_in_every_process() -> None:
    assert shingles(["hoi", "nghi", "giao", "ban"]).tolist() == [3307549222, 476103068]


@pytest.mark.parametrize(("count", "runs"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (400, 398)])
def test_there_is_a_shingle_for_each_run_of_three(count: int, runs: int) -> None:
    assert len(shingles(WORDS[:count])) == runs


def test_the_order_of_forms_counts() -> None:
    assert shingles(["a", "b", "c"]) != shingles(["c", "b", "a"])
    assert shingles(["a"]) != shingles(["b"])


def test_a_sketch_is_shared_as_far_as_the_text_is() -> None:
    whole, half = sketch(shingles(WORDS)), sketch(shingles(WORDS[:200]))
    assert len(whole) == len(half) == 48
    assert 15 < len(set(whole) & set(half)) < 33
    assert not set(whole) & set(sketch(shingles([f"khac{n}" for n in range(400)])))


def test_a_short_text_is_sketched_whole() -> None:
    assert sketch(shingles(WORDS[:10])) == sorted(shingles(WORDS[:10]).tolist())
    assert sketch(shingles([])) == []


def test_an_edit_is_one_place_however_many_shingles_it_breaks() -> None:
    edited = [*WORDS]
    edited[100] = "khac"
    share, places = places_missing(shingles(edited), shingles(WORDS))
    assert (round(share * 398), round(places * 398)) == (3, 1)
    edited[300:310] = ["moi"] * 10
    share, places = places_missing(shingles(edited), shingles(WORDS))
    assert (round(share * 398), round(places * 398)) == (15, 2)


def test_edits_close_together_are_one_place() -> None:
    edited = [*WORDS]
    edited[100] = edited[106] = "khac"
    assert round(places_missing(shingles(edited), shingles(WORDS))[1] * 398) == 1
    edited[100], edited[110] = WORDS[100], "khac"
    assert round(places_missing(shingles(edited), shingles(WORDS))[1] * 398) == 1
    edited[130] = "khac"
    assert round(places_missing(shingles(edited), shingles(WORDS))[1] * 398) == 2


def test_what_is_cut_off_is_missing_from_the_longer_text_alone() -> None:
    whole, half = shingles(WORDS), shingles(WORDS[:200])
    assert places_missing(half, whole) == (0.0, 0.0)
    assert places_missing(whole, half) == (200 / 398, 1 / 398)
    assert places_missing(shingles([]), whole) == (0.0, 0.0)
    assert places_missing(whole, shingles([])) == (1.0, 1 / 398)
    assert whole.dtype == np.uint32
