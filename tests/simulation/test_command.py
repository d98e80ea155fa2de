"""``egov simulate``."""

from flask import Flask


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["simulate", *words])
    return result.exit_code, result.output + (str(result.exception) if result.exit_code else "")


def test_two_designs_stand_side_by_side(app: Flask) -> None:
    code, text = run(app, "building_permit", "--years", "0.5", "--officers", "2", "--against", "officers=3")
    assert code == 0, text
    assert "the figures are assumed" in text
    assert "Officers                                                        2             3" in text
    assert "Nine of ten are decided within, working days" in text
    assert "Busy: Building Control Office (Officers)" in text


def test_the_same_words_give_the_same_table(app: Flask) -> None:
    words = ("dog_licence", "--years", "0.3", "--design", "work=1", "--seed", "9")
    assert run(app, *words) == run(app, *words)


def test_mistakes_are_answered_with_a_sentence(app: Flask) -> None:
    assert "Choose one of" in run(app, "cat_licence")[1]
    assert "There is no figure 'cats'" in run(app, "dog_licence", "--against", "cats=3")[1]
    assert "enter a whole number" in run(app, "dog_licence", "--officers", "none")[1]
    assert "at least two officers" in run(app, "building_permit", "--officers", "1")[1]
    assert "no history to replay" in run(app, "dog_licence", "--replay")[1]
