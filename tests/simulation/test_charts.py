"""The charts say as much as the figures do, and no more."""

from flask import Flask

from egov.simulation.charts import line_chart


def test_a_hundredth_of_a_case_is_not_drawn_as_high_as_the_chart_with_a_nought_beside_it(app: Flask) -> None:
    with app.test_request_context("/"):
        quiet = line_chart([(0, 0, 0), (1, 0.01, 0)], to_left=False)
        busy = line_chart([(0, 0, 0), (1, 4, 2)], to_left=False)
    assert quiet.top == "1"
    assert quiet.lines[0].endswith("340.0,168.5")
    assert busy.top == "4"
    assert busy.lines[0].endswith("340.0,20.0")
